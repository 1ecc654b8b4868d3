package utskick;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/// The program's parts as the product wires them, and nothing that runs by itself: no pages, no engine, no gateways, no
/// nightly work. Only what is asked for is made, and what that needs: for a command that works on the register while no
/// program does.
final class QuietProgram {

    private QuietProgram() {}

    /// The parts on the database of this data folder, which is started and migrated where need be.
    ///
    /// @return to be closed, which stops the database again
    static ConfigurableApplicationContext on(Path data) {
        var application = new SpringApplication(Utskick.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLazyInitialization(true);
        application.addListeners(new SettingsCheck());
        application.addInitializers(context -> {
            var beans = context.getBeanFactory();
            beans.registerSingleton(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new AtRest());
            beans.registerSingleton(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME, new Unheard());
        });
        return application.run(
                "--utskick.data=" + data, "--spring.main.keep-alive=false", "--logging.level.utskick=warn");
    }

    /// Starts nothing.
    private static final class AtRest implements LifecycleProcessor {

        @Override
        public void onRefresh() {}

        @Override
        public void onClose() {}

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    /// Tells nobody that the program is ready: the gateways would open.
    private static final class Unheard extends SimpleApplicationEventMulticaster {

        @Override
        public void multicastEvent(ApplicationEvent event) {}

        @Override
        public void multicastEvent(ApplicationEvent event, @Nullable ResolvableType type) {}
    }
}
