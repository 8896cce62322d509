package dev.assay.judgement;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import java.util.Optional;

/** The one type that is not CEL's own: it makes a misspelt field an error when the policy is set, not a finding for ever. */
record RecordTypes(StructType type) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.of(type);
    }

    @Override
    public Optional<CelType> findType(String name) {
        return name.equals(type.name()) ? Optional.of(type) : Optional.empty();
    }
}
