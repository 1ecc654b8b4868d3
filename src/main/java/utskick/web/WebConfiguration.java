package utskick.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import utskick.access.AfterLogin;
import utskick.access.CurrentUser;

/// How pages are put together.
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    @Bean
    Assets assets() {
        return new Assets();
    }

    @Bean
    PageModels pageModels(Assets assets, CurrentUser currentUser, @Value("${utskick.demo:false}") boolean demo) {
        return new PageModels(assets, currentUser, demo);
    }

    @Bean
    AfterLogin languageOfWhoLoggedIn() {
        return PreferencesPages::speak;
    }

    /// The templates, for pages and for files that are handed out.
    @Bean
    TemplateEngine templateEngine() {
        return TemplateEngine.createPrecompiled(ContentType.Html);
    }

    @Bean
    ViewResolver jteViewResolver(TemplateEngine engine) {
        // names with a colon (redirect:, forward:) are Spring's own
        return (name, _) -> name.indexOf(':') >= 0 ? null : new JteView(engine, name + ".jte");
    }

    @Bean
    WebMvcConfigurer pageArguments(PageModels pageModels) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(pageModels);
            }
        };
    }
}
