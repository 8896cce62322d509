package dev.assay.cli.registry;

import com.sun.net.httpserver.HttpServer;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import tools.jackson.databind.node.ObjectNode;

/** An OCI registry of one module, on this machine: so that a start-up cache can be made of what pulling takes. */
public final class SmallRegistry implements AutoCloseable {
    private final HttpServer server;

    /** Serves it from now on. */
    public SmallRegistry(byte[] module) throws IOException {
        ObjectNode manifest =
                Json.object().put("schemaVersion", 2).put("mediaType", "application/vnd.oci.image.manifest.v1+json");
        manifest.putArray("layers")
                .addObject()
                .put("mediaType", "application/wasm")
                .put("digest", Digest.of(module).toString())
                .put("size", module.length);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/v2/module/manifests/1", Json.canonical(manifest));
        serve("/v2/module/blobs/" + Digest.of(module), module);
        server.start();
    }

    private void serve(String path, byte[] bytes) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    public String reference() {
        return "oci://127.0.0.1:" + server.getAddress().getPort() + "/module:1";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
