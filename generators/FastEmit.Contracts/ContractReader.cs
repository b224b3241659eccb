using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>Reads the contracts that the generator wrote into an assembly, without loading the assembly.</summary>
internal static class ContractReader
{
    private const string Attribute = "EventContractAttribute";

    /// <exception cref="ContractException">The file is not an assembly, or has no events.</exception>
    public static IReadOnlyList<EventContract> Read(string path) => ReadAll(path) is { Count: > 0 } found
        ? found
        : throw new ContractException($"--assembly: '{path}' has no events. Build it with FastEmit's source generator and types marked [HookEvent].");

    /// <summary>The events by namespace and name; none in an assembly without them.</summary>
    /// <exception cref="ContractException">The file is not an assembly.</exception>
    public static IReadOnlyList<EventContract> ReadAll(string path)
    {
        List<EventContract> found = [];
        try
        {
            using PEReader file = new(File.OpenRead(path));
            MetadataReader metadata = file.GetMetadataReader();
            foreach (CustomAttributeHandle handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
            {
                CustomAttribute attribute = metadata.GetCustomAttribute(handle);
                if (attribute.Constructor.Kind != HandleKind.MemberReference
                    || metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } parent
                    || !metadata.StringComparer.Equals(metadata.GetTypeReference((TypeReferenceHandle)parent).Name, Attribute))
                {
                    continue;
                }

                BlobReader value = metadata.GetBlobReader(attribute.Value);
                value.ReadUInt16(); // the prolog
                found.Add(new EventContract(
                    value.ReadSerializedString()!, value.ReadSerializedString()!, value.ReadSerializedString()!, value.ReadSerializedString()!));
            }
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw new ContractException($"--assembly: '{path}' cannot be read as a .NET assembly: {exception.Message}");
        }

        return [.. found.OrderBy(static one => one.Namespace, StringComparer.Ordinal).ThenBy(static one => one.Name, StringComparer.Ordinal)];
    }
}

/// <summary>One event of an assembly.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="SchemaText">The JSON Schema of its data; definitions in <c>$defs</c>.</param>
internal sealed record EventContract(string Name, string Namespace, string Type, string SchemaText)
{
    /// <summary>The parsed JSON Schema of its data.</summary>
    public JsonObject Schema { get; } = JsonNode.Parse(SchemaText)!.AsObject();

    /// <summary>Name and namespace as letters, digits, dots and dashes, for files and identifiers.</summary>
    public string Id => (Namespace == "/" ? "" : Plain(Namespace[1..]) + ".") + Plain(Name);

    /// <summary>Replaces the characters that file names may not have.</summary>
    public static string Plain(string text) => string.Concat(text.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}

/// <summary>A contract cannot be read or written; the message has the reason.</summary>
internal sealed class ContractException(string message) : Exception(message);
