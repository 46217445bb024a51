package io.telpher.app.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A configuration without its secrets: values under names such as password, secret, token, webhook or key, and passwords within
 * URLs. It is taken apart and written anew, so that no comment and no style of YAML lets one through.
 */
final class MaskedYaml {
    private static final String MASK = "***";
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(password|passwd|passphrase|secret|token|credential|webhook|(^|[-_. ]|api|private)key$).*");
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/@\\s]+@");

    private MaskedYaml() {}

    static String of(String yaml) {
        try {
            Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
            Object masked = mask(tree);
            return masked == null
                    ? ""
                    : new Dump(DumpSettings.builder()
                                    .setDefaultFlowStyle(FlowStyle.BLOCK)
                                    .build())
                            .dumpToString(masked);
        } catch (YamlEngineException e) {
            return "# the configuration could not be read, and is not shown\n";
        }
    }

    private static @Nullable Object mask(@Nullable Object node) {
        return switch (node) {
            case null -> null;
            case Map<?, ?> mapping -> maskMapping(mapping);
            case List<?> list -> maskList(list);
            case String text -> USER_INFO.matcher(text).replaceAll("$1" + MASK + "@");
            default -> node;
        };
    }

    private static Map<Object, @Nullable Object> maskMapping(Map<?, ?> mapping) {
        Map<Object, @Nullable Object> masked = new LinkedHashMap<>();
        mapping.forEach((key, value) -> {
            boolean secret =
                    SECRET.matcher(String.valueOf(key).toLowerCase(Locale.ROOT)).matches();
            masked.put(key, secret && !(value instanceof Map) ? MASK : mask(value));
        });
        return masked;
    }

    private static List<@Nullable Object> maskList(List<?> list) {
        List<@Nullable Object> masked = new ArrayList<>(list.size());
        list.forEach(item -> masked.add(mask(item)));
        return masked;
    }
}
