namespace FastEmit.Generators.Model;

/// <summary>The replacement of a secret.</summary>
internal enum Redaction
{
    /// <summary>The value is not a secret.</summary>
    None = 0,

    /// <summary>Stars.</summary>
    Mask,

    /// <summary>A digest of the value's written form.</summary>
    Hash,

    /// <summary>The member is not written. It is in the model only as the partition key.</summary>
    Drop,
}
