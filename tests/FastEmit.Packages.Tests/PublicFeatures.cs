using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace FastEmit.Packages.Tests;

/// <summary>The public types of the packages, and the members of those that users call, beside what a program's own metadata refers to.</summary>
internal static partial class PublicFeatures
{
    /// <summary>Their methods, properties and events are features by themselves. Of the other types one use is enough.</summary>
    private static readonly string[] ByMember =
    [
        "FastEmit.HookEmitter", "FastEmit.EmitterCredentials", "FastEmit.FlushReport", "FastEmit.Fallbacks.EventFallback", "FastEmit.Testing.RecordingEmitter",
        "FastEmit.SocketIO.SocketIOConnection", "FastEmit.SocketIO.SocketIOSocket", "FastEmit.SocketIO.SocketIOAck", "FastEmit.SocketIO.SocketIOEvent",
        "FastEmit.Collector.CollectorServer", "FastEmit.Collector.EventCollector", "FastEmit.Collector.CollectorConnection", "FastEmit.Collector.EventContext",
    ];

    /// <summary>Declared and neither used by the program nor excused.</summary>
    public static IEnumerable<string> UnusedBy(string program, IReadOnlyCollection<string> excused)
    {
        HashSet<string> used = ReferencesOf(program);
        return Declared().Where(feature => !used.Contains(feature) && !excused.Contains(feature)).Order(StringComparer.Ordinal);
    }

    private static HashSet<string> Declared()
    {
        HashSet<string> features = [];
        foreach (string file in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src"), "PublicAPI.*.txt", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(file))
            {
                string name = TypeArguments().Replace(line, "");
                if (TypeLine().IsMatch(name))
                {
                    features.Add(name);
                }
                else if (MemberLine().Match(name) is { Success: true } member && ByMember.Contains(member.Groups[1].Value)
                    && !member.Groups[1].Value.EndsWith('.' + member.Groups[2].Value, StringComparison.Ordinal))
                {
                    features.Add($"{member.Groups[1].Value}.{member.Groups[2].Value}");
                }
            }
        }

        return features;
    }

    private static HashSet<string> ReferencesOf(string program)
    {
        using PEReader file = new(File.OpenRead(program));
        MetadataReader metadata = file.GetMetadataReader();
        HashSet<string> used = [.. metadata.TypeReferences.Select(type => NameOf(metadata, type))];
        foreach (MemberReferenceHandle handle in metadata.MemberReferences)
        {
            MemberReference member = metadata.GetMemberReference(handle);
            string name = Accessor().Replace(metadata.GetString(member.Name), "");
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                used.Add($"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{name}");
            }
        }

        return used;
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string name = metadata.GetString(type.Name).Split('`')[0];
        string outer = type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)
            : metadata.GetString(type.Namespace);
        return $"{outer}.{name}";
    }

    [GeneratedRegex("<[^<>()]*>(?=[.(]|$)")]
    private static partial Regex TypeArguments();

    [GeneratedRegex(@"^[\w.]+$")]
    private static partial Regex TypeLine();

    /// <summary>What the user calls: no operators, no overrides, nothing that a record has of itself.</summary>
    [GeneratedRegex(@"^(?:static )?([\w.]+)\.(?!Equals\(|Deconstruct\(|get |set )(\w+)(?:\(|\.(?:get|set|init) ->| ->)")]
    private static partial Regex MemberLine();

    [GeneratedRegex("^(get|set|add|remove)_")]
    private static partial Regex Accessor();
}
