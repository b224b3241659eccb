namespace FastEmit.Generators.Model;

/// <summary>How a value determines the partition.</summary>
internal enum PartitionKind
{
    /// <summary>The value is not the key.</summary>
    None = 0,

    /// <summary>A string or a Guid, which is hashed directly.</summary>
    Direct,

    /// <summary>A number, a char or an enum, which is hashed as 64 bits.</summary>
    Integer,

    /// <summary>A <see cref="Nullable{T}"/> Guid; null counts as the empty one.</summary>
    NullableDirect,

    /// <summary>A <see cref="Nullable{T}"/> number or enum; null counts as zero.</summary>
    NullableInteger,
}
