namespace FastEmit.Generators.Model;

/// <summary>What is written instead of a secret.</summary>
internal enum Redaction
{
    /// <summary>It is no secret.</summary>
    None = 0,

    /// <summary>Stars.</summary>
    Mask,

    /// <summary>A digest of what would have been written.</summary>
    Hash,

    /// <summary>Nothing. It is in the model only because it is the partition key.</summary>
    Drop,
}
