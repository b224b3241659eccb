using System.Text.Json.Serialization;
using FastEmit.SocketIO;

namespace FastEmit.Consumer.Tests;

/// <summary>A payload with bytes in it.</summary>
public sealed record Photo(string Name, SocketIOBinary Data);

/// <summary>A number that JavaScript cannot hold, as text.</summary>
public sealed record BigId([property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Id);

/// <summary>A text and a member name beyond ASCII.</summary>
public sealed record Note(string Text);

[JsonSerializable(typeof(Photo))]
[JsonSerializable(typeof(BigId))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ConsumerJson : JsonSerializerContext;
