using System.Text.Json;
using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Cli.Tests.Contracts;

/// <summary>A colour.</summary>
public enum ContractColor { Red, Green }

/// <summary>Where it was, see <see cref="Everything"/>.</summary>
/// <param name="Name">Its <c>name</c> */ on maps.</param>
/// <param name="Height">In metres.</param>
public sealed record ContractPlace(string Name, double? Height);

[JsonDerivedType(typeof(ContractCircle), "circle")]
[JsonDerivedType(typeof(ContractSquare), "square")]
public abstract record ContractShape;

public sealed record ContractCircle(int Radius) : ContractShape;

public sealed record ContractSquare(int Side) : ContractShape;

/// <summary>A member of every kind.</summary>
[HookEvent("everything", Namespace = "/contract")]
public readonly partial record struct Everything(
    string Text, string? Note, int Count, long Big, double Ratio, bool Flag, Guid Id, DateTime At, DateOnly Day, TimeSpan Took, decimal Price,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ContractColor>))] ContractColor Color, ContractColor Number, int? Optional,
    string[] Tags, List<string?> Gaps, Dictionary<string, int> Counts, ContractPlace Place, ContractPlace? Next, ContractShape Shape, JsonElement Free, (int X, int Y) Spot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Absent, [property: Redact] string Secret,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] ulong Quoted, [property: Attachment] byte[] Bytes);
