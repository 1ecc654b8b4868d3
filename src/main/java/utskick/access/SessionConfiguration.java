package utskick.access;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.core.serializer.support.DeserializingConverter;
import org.springframework.core.serializer.support.SerializationFailedException;
import org.springframework.core.serializer.support.SerializingConverter;
import org.springframework.session.jdbc.PostgreSqlJdbcIndexedSessionRepositoryCustomizer;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.SessionRepositoryFilter;

/// Sessions live in the database: whoever is logged in stays so through a restart, on every node.
@Configuration(proxyBeanMethods = false)
@EnableJdbcHttpSession(tableName = "access.session", maxInactiveIntervalInSeconds = 2 * 60 * 60)
class SessionConfiguration {

    private static final String COOKIE = "utskick-session";
    static final String STAY = "utskick.stay";

    private static final Logger log = LoggerFactory.getLogger(SessionConfiguration.class);

    @Bean
    CookieSerializer cookieSerializer() {
        // HttpOnly and, over https, Secure are the serializer's own choice
        var serializer = new DefaultCookieSerializer();
        serializer.setCookieName(COOKIE);
        serializer.setSameSite("Lax");
        serializer.setRememberMeRequestAttribute(STAY);
        return serializer;
    }

    @Bean
    PostgreSqlJdbcIndexedSessionRepositoryCustomizer sessionRepositoryCustomizer() {
        return new PostgreSqlJdbcIndexedSessionRepositoryCustomizer();
    }

    /// Error pages need the session too, to show who is logged in.
    @Bean
    FilterRegistrationBean<SessionRepositoryFilter<?>> sessionFilterRegistration(SessionRepositoryFilter<?> filter) {
        var registration = new FilterRegistrationBean<SessionRepositoryFilter<?>>(filter);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        registration.setOrder(SessionRepositoryFilter.DEFAULT_ORDER);
        return registration;
    }

    /// A session that another version of the program wrote in a form that this one cannot read is as good as none.
    @Bean
    ConversionService springSessionConversionService() {
        var conversion = new GenericConversionService();
        conversion.addConverter(Object.class, byte[].class, new SerializingConverter());
        conversion.addConverter(new Reading());
        return conversion;
    }

    /// Bytes of the database back into what they were.
    private static final class Reading implements GenericConverter {

        private final DeserializingConverter deserializing = new DeserializingConverter();

        @Override
        public Set<ConvertiblePair> getConvertibleTypes() {
            return Set.of(new ConvertiblePair(byte[].class, Object.class));
        }

        @Override
        public @Nullable Object convert(@Nullable Object bytes, TypeDescriptor from, TypeDescriptor to) {
            try {
                return bytes == null ? null : deserializing.convert((byte[]) bytes);
            } catch (SerializationFailedException e) {
                log.warn("a session of another version is dropped", e);
                return null;
            }
        }
    }
}
