using FastEmit.Events;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Catalogue;

/// <summary>JSON from a hook's input that is passed through: with its secrets replaced and within bounds.</summary>
[EventConverter(typeof(RedactedJsonConverter))]
public readonly struct RedactedJson
{
    internal RedactedJson(JsonValue value, long? inputCutAt = null)
    {
        Value = value;
        InputCutAt = inputCutAt;
    }

    internal JsonValue Value { get; }

    /// <summary>Where the whole input was cut, if this is the whole input and it was.</summary>
    internal long? InputCutAt { get; }
}
