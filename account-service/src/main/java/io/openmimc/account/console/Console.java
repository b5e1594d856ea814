package io.openmimc.account.console;

import io.openmimc.account.page.PageFile;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Serves the operators' page at {@code /console}. It holds no secret: it asks for the admin token and calls the API. */
@Singleton
class Console {
    /** Nothing from elsewhere, nothing that stands within the page, and no other page may frame this one. */
    private static final String POLICY = "default-src 'none'; connect-src 'self'; img-src data:; style-src 'self';"
            + " script-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    void register(@Observes Router router) {
        serve(router, "/console", "index.html");
        serve(router, "/console/", "index.html");
        serve(router, "/console/console.css", "console.css");
        serve(router, "/console/console.js", "console.js");
    }

    private static void serve(Router router, String path, String file) {
        PageFile page = PageFile.load("console/" + file);
        router.get(path).handler(context -> page.answer(context, POLICY));
    }
}
