package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class FieldNamesTest {
    @Property
    void names_are_found_that_are_there_and_no_others(
            @ForAll @Size(max = 40) Set<@CharRange(from = 'a', to = 'f') @StringLength(min = 1, max = 4) String> there,
            @ForAll @CharRange(from = 'a', to = 'f') @StringLength(min = 1, max = 4) String asked) {
        FieldNames names = FieldNames.of(there.stream().map(FieldName::of).toArray(FieldName[]::new));
        assertThat(names.contains(FieldName.of(asked))).isEqualTo(there.contains(asked));
        assertThat(there).allMatch(name -> names.contains(FieldName.of(name)));
    }
}
