using System.Text;
using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>Writes TypeScript for a Socket.IO server: an interface per event and type, and an events map per namespace.</summary>
internal sealed class TypeScriptFile
{
    private const string Head = """
        // Written by `fastemit contract`. Do not edit.

        /** What an emitter may add to the members of an event. */
        export interface Stamps {
          timestamp?: string;
          event_id?: string;
          batch_id?: string;
          traceparent?: string;
          tracestate?: string;
        }

        /** An event as it arrives. */
        export type Stamped<T> = T & Omit<Stamps, keyof T>;

        /** What an acknowledgement is given. */
        export type Acknowledge = (...answer: unknown[]) => void;

        /** The argument of an envelope: the events of one namespace, each as its own argument list. */
        export type Envelope<Events> = { [Name in keyof Events]: Events[Name] extends (data: infer Data, ack?: Acknowledge) => void ? [Name, Data] : never }[keyof Events][];

        /** Whether the event carries the id by which a server removes duplicates. */
        export function hasEventId<T extends object>(event: T): event is T & { event_id: string } {
          return "event_id" in event && typeof event.event_id === "string";
        }

        """;

    /// <summary>A prefix that keeps the names of an event's types apart from the names of definitions.</summary>
    private const string Title = "title ";

    private readonly StringBuilder _text = new(Head.ReplaceLineEndings("\n"));
    private readonly Dictionary<string, string> _declared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = ["Stamps", "Stamped", "Acknowledge", "Envelope"];

    public static (string Name, string Text) Write(IReadOnlyList<EventContract> contracts)
    {
        var file = new TypeScriptFile();
        List<(EventContract Contract, string Type)> events = [.. contracts.Select(contract => (contract, file.Event(contract)))];
        foreach (var group in events.GroupBy(static one => one.Contract.Namespace))
        {
            string name = Pascal(group.Key) + "ClientToServerEvents";
            file._text.Append($"\n/** The events of namespace {Comment(group.Key)}. */\nexport interface {name} {{\n");
            foreach ((EventContract contract, string type) in group)
            {
                file._text.Append($"  {Quote(contract.Name)}: (data: Stamped<{type}>, ack?: Acknowledge) => void;\n");
            }

            file._text.Append("}\n");
        }

        return ("events.ts", file._text.ToString());
    }

    private string Event(EventContract contract)
    {
        JsonObject definitions = contract.Schema["$defs"]?.AsObject() ?? [];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach ((string name, JsonNode? definition) in definitions)
        {
            names[name] = NameFor(name, definition!.ToJsonString(), contract.Type);
        }

        foreach ((string name, JsonNode? definition) in definitions)
        {
            Declare(names[name], definition!.AsObject(), names, $"{name} of {contract.Type}.");
        }

        foreach (JsonObject type in ContractJson.Types(contract.Schema).Where(static type => type["title"] is not null))
        {
            string title = type["title"]!.GetValue<string>();
            names[Title + title] = NameFor(title, type.ToJsonString(), contract.Type);
            Declare(names[Title + title], type, names, $"{title}, which '{contract.Name}' of namespace {contract.Namespace} may be.");
        }

        string own = Free(contract.Type);
        Declare(own, contract.Schema, names, $"'{contract.Name}' of namespace {contract.Namespace}.");
        return own;
    }

    /// <summary>The name of a type. A type in several events is declared once; a different type of that name gets the event's name as prefix.</summary>
    private string NameFor(string name, string json, string owner)
    {
        if (_declared.TryGetValue(name + json, out string? known))
        {
            return known;
        }

        string free = _names.Contains(name) ? Free(owner + name) : Free(name);
        _declared.Add(name + json, free);
        return free;
    }

    private string Free(string name)
    {
        string free = name;
        for (int number = 2; !_names.Add(free); number++)
        {
            free = name + number;
        }

        return free;
    }

    private void Declare(string name, JsonObject schema, Dictionary<string, string> names, string comment)
    {
        if (!_declared.TryAdd("declared " + name, name))
        {
            return;
        }

        _text.Append('\n');
        Comment("", [.. Description(schema), comment]);
        if (schema["properties"] is not JsonObject properties)
        {
            _text.Append($"export type {name} = {Type(schema, names)};\n");
            return;
        }

        _text.Append($"export interface {name} {{\n");
        HashSet<string> required = [.. schema["required"]!.AsArray().Select(static one => one!.GetValue<string>())];
        foreach ((string member, JsonNode? value) in properties)
        {
            bool isBig = value!.ToJsonString().Contains("\"int64\"", StringComparison.Ordinal);
            Comment("  ", [.. Description(value), .. isBig ? ["64-bit: JavaScript rounds it beyond Number.MAX_SAFE_INTEGER; a bigint where it is exact."] : (string[])[]]);
            _text.Append($"  {Quote(member)}{(required.Contains(member) ? "" : "?")}: {Type(value.AsObject(), names)};\n");
        }

        if (schema["additionalProperties"] is null)
        {
            _text.Append("  [other: string]: unknown;\n");
        }

        _text.Append("}\n");
    }

    private static string[] Description(JsonNode schema) => schema["description"] is JsonValue words ? [words.GetValue<string>()] : [];

    /// <summary>Writes a TSDoc comment, one paragraph per text.</summary>
    private void Comment(string indent, string[] paragraphs)
    {
        if (paragraphs is [var only])
        {
            _text.Append($"{indent}/** {Comment(only)} */\n");
        }
        else if (paragraphs.Length > 1)
        {
            _text.Append($"{indent}/**\n{indent} * {string.Join($"\n{indent} *\n{indent} * ", paragraphs.Select(Comment))}\n{indent} */\n");
        }
    }

    private static string Type(JsonObject schema, Dictionary<string, string> names)
    {
        if (schema["title"] is JsonValue title)
        {
            return names[Title + title.GetValue<string>()];
        }

        if (schema["$ref"] is JsonValue reference)
        {
            return names[reference.GetValue<string>()["#/$defs/".Length..]];
        }

        if (schema["const"] is JsonNode only)
        {
            return only.ToJsonString();
        }

        if (schema["enum"] is JsonArray values)
        {
            return string.Join(" | ", values.Select(static value => value!.ToJsonString()));
        }

        if (schema["anyOf"] is JsonArray choices)
        {
            return string.Join(" | ", choices.Select(choice => Type(choice!.AsObject(), names)));
        }

        return schema["type"] switch
        {
            JsonArray several => string.Join(" | ", several.Select(static one => Simple(one!.GetValue<string>()))),
            JsonValue one when one.GetValue<string>() == "array" => $"Array<{Type(schema["items"]!.AsObject(), names)}>",
            JsonValue one when one.GetValue<string>() == "object" && schema["properties"] is JsonObject properties =>
                $"{{ {string.Join("; ", properties.Select(pair => $"{Quote(pair.Key)}: {Type(pair.Value!.AsObject(), names)}"))} }}",
            JsonValue one when one.GetValue<string>() == "object" => $"Record<string, {Type(schema["additionalProperties"]!.AsObject(), names)}>",
            JsonValue one => Simple(one.GetValue<string>()),
            _ => schema["contentEncoding"] is null ? "unknown" : "Uint8Array",
        };
    }

    private static string Simple(string type) => type == "integer" ? "number" : type;

    private static string Pascal(string ns) => string.Concat(ns
        .Split([.. ns.Where(static c => !char.IsAsciiLetterOrDigit(c))], StringSplitOptions.RemoveEmptyEntries)
        .Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Quote(string name) => JsonValue.Create(name).ToJsonString();

    private static string Comment(string text) => text.Replace("*/", "*\\/", StringComparison.Ordinal);
}
