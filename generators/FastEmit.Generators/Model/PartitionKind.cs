namespace FastEmit.Generators.Model;

/// <summary>How a value becomes a partition.</summary>
internal enum PartitionKind
{
    /// <summary>It is not the key.</summary>
    None = 0,

    /// <summary>A string or a Guid: the hash takes it as it is.</summary>
    Direct,

    /// <summary>A number or an enum: taken as 64 bits.</summary>
    Integer,
}
