using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("silent_json")]
public readonly partial record struct SilentJsonEvent([property: JsonConverter(typeof(SilentJson))] int X);
