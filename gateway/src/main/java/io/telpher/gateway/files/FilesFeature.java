package io.telpher.gateway.files;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.http.Placement;

/** Serves files from a directory. */
public final class FilesFeature implements Feature<FilesConfig> {

    @Override
    public String key() {
        return "files";
    }

    @Override
    public String help() {
        return "Serves files from a directory.";
    }

    @Override
    public Shape<FilesConfig> shape() {
        return FilesConfig.SHAPE;
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public Placement placement() {
        return Placement.WORKER; // reading files blocks the thread natively
    }

    @Override
    public HttpFilter filter(FilesConfig config, FeatureContext context) {
        Root root = new Root(config.root());
        Fingerprints fingerprints =
                config.fingerprint() ? new Fingerprints(root, new Catalog(root, context.calendar())) : null;
        return new FilesFilter(root, config.index(), fingerprints);
    }
}
