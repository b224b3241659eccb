using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

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
