namespace FastEmit.Generators.Model;

/// <summary>How a value becomes a partition.</summary>
internal enum PartitionKind
{
    /// <summary>It is not the key.</summary>
    None = 0,

    /// <summary>A string or a Guid: the hash takes it as it is.</summary>
    Direct,

    /// <summary>A number, a bool's twin in bits, or an enum: taken as 64 bits.</summary>
    Integer,

    /// <summary>A <see cref="Nullable{T}"/> Guid; null counts as the empty one.</summary>
    NullableDirect,

    /// <summary>A <see cref="Nullable{T}"/> number or enum; null counts as zero.</summary>
    NullableInteger,
}
