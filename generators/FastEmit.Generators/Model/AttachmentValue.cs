namespace FastEmit.Generators.Model;

/// <summary>Bytes that travel beside the packet; in it, there is a placeholder.</summary>
/// <param name="IsArray">Whether it is an array, which can be null.</param>
internal sealed record AttachmentValue(bool IsArray) : ValueModel;
