package utskick.web;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.View;

/// Renders a precompiled template. The whole page is made before its first byte leaves, so that an error in it becomes
/// the error page and not half a page.
final class JteView implements View {

    private final TemplateEngine engine;
    private final String template;

    JteView(TemplateEngine engine, String template) {
        this.engine = engine;
        this.template = template;
    }

    @Override
    public String getContentType() {
        return MediaType.TEXT_HTML_VALUE;
    }

    @Override
    public void render(@Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        var output = new Utf8ByteOutput();
        engine.render(template, parameters(model), output);
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(output.getContentLength());
        output.writeTo(response.getOutputStream());
    }

    private static Map<String, Object> parameters(@Nullable Map<String, ?> model) {
        var parameters = new HashMap<String, Object>();
        if (model != null) {
            // Spring adds its binding results under names that no template has
            model.forEach((name, value) -> {
                if (name.indexOf('.') < 0) {
                    parameters.put(name, value);
                }
            });
        }
        return parameters;
    }
}
