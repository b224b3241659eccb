namespace FastEmit.Generators.Model;

/// <summary>Bytes that are sent beside the packet, which has a placeholder for them.</summary>
/// <param name="IsArray">Whether it is an array, which can be null.</param>
internal sealed record AttachmentValue(bool IsArray) : ValueModel;
