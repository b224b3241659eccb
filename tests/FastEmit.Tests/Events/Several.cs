using System.Text.Json;
using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>An event of several types, each a record of its own.</summary>
[HookEvent("step", Namespace = "/in", Receive = true)]
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Asked), "asked")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(Group), "group")]
[MaxDepth(6)]
public partial interface IStep
{
    [PartitionKey]
    string Session { get; }
}

public sealed record Asked(string Session, string Text) : IStep
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}

public readonly record struct Answered(string Session, int? Length, ReceivedAddress? From = null) : IStep;

public sealed record Group(string Session, List<IStep?> Steps) : IStep;

/// <summary>One that nobody has been told of.</summary>
public sealed record Unheard(string Session) : IStep;

/// <summary>An event that is a class with derived ones, itself one of them.</summary>
[HookEvent("shape", Version = 3, Receive = true)]
[JsonDerivedType(typeof(Plane), "plane")]
[JsonDerivedType(typeof(Round), 1)]
public partial record Plane
{
    public DateTime Timestamp { get; set; }
}

public sealed record Round : Plane
{
    public double Radius { get; set; }
}

/// <summary>What cannot be told apart on the wire, and has nothing.</summary>
[HookEvent("bare", Version = 1)]
[JsonDerivedType(typeof(Bare))]
public partial interface IBare;

public sealed record Bare : IBare;

public static partial class Around
{
    [HookEvent("hidden")]
    [JsonDerivedType(typeof(Deep), "deep")]
    internal abstract partial record Hidden;

    internal sealed record Deep(int X) : Hidden;
}
