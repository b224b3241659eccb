using System.Collections.Immutable;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>The names in scope at one place of generated code. The code generated there takes its names from it.</summary>
internal sealed class NameScope
{
    private readonly HashSet<string> _taken;
    private int _temporaries;

    /// <param name="taken">The used names; an escaping <c>@</c> is ignored.</param>
    public NameScope(IEnumerable<string> taken) => _taken = new(taken.Select(static name => name.TrimStart('@')), StringComparer.Ordinal);

    /// <summary>The name, or a similar free one.</summary>
    public string Take(string name)
    {
        string free = name;
        for (int number = 2; !_taken.Add(free); number++)
        {
            free = name + number;
        }

        return free;
    }

    /// <summary>The next free name of a temporary variable.</summary>
    public string Temporary(string kind)
    {
        string name;
        do
        {
            name = $"{kind}{_temporaries++}_";
        }
        while (!_taken.Add(name));
        return name;
    }
}

/// <summary>The names of the runtime's types in generated code.</summary>
internal static class RuntimeNames
{
    public static readonly string GeneratedCode =
        $"[global::System.CodeDom.Compiler.GeneratedCodeAttribute(\"FastEmit.Generators\", \"{typeof(RuntimeNames).Assembly.GetName().Version.ToString(3)}\")]";

    public const string SharedNamespace = "FastEmit.Generated";

    /// <summary>The prefix of the names of shared serializers.</summary>
    public const string Shared = "global::" + SharedNamespace + ".";

    public const string Emitter = "global::FastEmit.HookEmitter";
    public const string Seam = "global::FastEmit.IHookEmitter";
    public const string Result = "global::FastEmit.EmitResult";
    public const string Acknowledged = "global::System.Threading.Tasks.ValueTask<global::FastEmit.EmitAcknowledgement>";
    public const string Descriptor = "global::FastEmit.Events.HookEventDescriptor";
    public const string Event = "global::FastEmit.Events.IHookEvent";
    public const string Received = "global::FastEmit.SocketIO.Events.IReceivedEvent";
    public const string Closed = "global::FastEmit.Events.ClosedEvents";
    public const string ClosedReceived = "global::FastEmit.SocketIO.Events.ClosedReceivedEvents";
    public const string Contract = "global::FastEmit.Events.EventContractAttribute";
    public const string Hash = "global::FastEmit.Events.PartitionHash";
    public const string Json = "global::FastEmit.Events.UncheckedJson";
    public const string Serializer = "global::FastEmit.Events.HookEventSerializer";
    public const string Unsafe = "global::System.Runtime.CompilerServices.Unsafe";
    public const string Writer = "global::FastEmit.Events.EventWriter";
}

/// <summary>
/// The names of generated files. The compiler compares them without regard to case, but C# compares with case, so that the names of two
/// events may differ only in case.
/// </summary>
internal static class HintNames
{
    /// <summary>The names that differ from another one only in case, in order. Usually none.</summary>
    public static EquatableArray<string> FindAlike(ImmutableArray<string> names) =>
        new([.. names
            .GroupBy(static name => name, StringComparer.OrdinalIgnoreCase)
            .Where(static alike => alike.Skip(1).Any())
            .SelectMany(static alike => alike)
            .OrderBy(static name => name, StringComparer.Ordinal)]);

    /// <summary>The file name of an event: its name, with a number if <paramref name="alike"/> has earlier similar names.</summary>
    public static string FileName(string name, EquatableArray<string> alike)
    {
        int number = alike.TakeWhile(other => other != name).Count(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        return number == 0 ? name + ".g.cs" : $"{name}-{number}.g.cs";
    }
}
