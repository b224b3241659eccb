using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>Writes JSON Schema 2020-12 and AsyncAPI 3.0.</summary>
internal static class SchemaFiles
{
    /// <summary>One schema per event.</summary>
    public static IEnumerable<(string Name, string Text)> JsonSchema(IReadOnlyList<EventContract> contracts)
    {
        foreach (EventContract contract in contracts)
        {
            (JsonObject schema, IReadOnlyList<KeyValuePair<string, JsonObject>> definitions) = ContractJson.Split(contract, "#/$defs/", static name => name);
            JsonObject file = new()
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$id"] = $"urn:fastemit:{contract.Id}",
                ["title"] = contract.Type,
                ["description"] = schema["description"]?.GetValue<string>() ?? $"The data of '{contract.Name}' in namespace {contract.Namespace}.",
            };
            foreach ((string name, JsonNode? value) in schema)
            {
                file[name] = value?.DeepClone();
            }

            if (definitions.Count > 0)
            {
                file.Add("$defs", Object(definitions));
            }

            yield return ($"{contract.Id}.schema.json", ContractJson.Text(file));
        }
    }

    /// <summary>The namespaces are channels; the server receives.</summary>
    public static (string Name, string Text) AsyncApi(IReadOnlyList<EventContract> contracts, string title)
    {
        JsonObject channels = [];
        JsonObject operations = [];
        JsonObject schemas = [];
        foreach (IGrouping<string, EventContract> group in contracts.GroupBy(static one => one.Namespace))
        {
            string channel = group.Key == "/" ? "main" : EventContract.Plain(group.Key[1..]);
            JsonObject messages = [];
            foreach (EventContract contract in group)
            {
                string message = EventContract.Plain(contract.Name);
                string prefix = contract.Id + ".";
                (JsonObject schema, IReadOnlyList<KeyValuePair<string, JsonObject>> definitions) =
                    ContractJson.Split(contract, "#/components/schemas/", name => prefix + name);
                foreach ((string name, JsonObject definition) in definitions)
                {
                    schemas.Add(name, definition);
                }

                messages.Add(message, new JsonObject { ["name"] = contract.Name, ["title"] = contract.Type, ["contentType"] = "application/json", ["payload"] = schema });
                operations.Add($"receive.{contract.Id}", new JsonObject
                {
                    ["action"] = "receive",
                    ["channel"] = new JsonObject { ["$ref"] = $"#/channels/{channel}" },
                    ["messages"] = new JsonArray(new JsonObject { ["$ref"] = $"#/channels/{channel}/messages/{message}" }),
                });
            }

            channels.Add(channel, new JsonObject { ["address"] = group.Key, ["title"] = $"Socket.IO namespace {group.Key}", ["messages"] = messages });
        }

        JsonObject file = new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = "1.0.0" },
            ["channels"] = channels,
            ["operations"] = operations,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
        return ("asyncapi.json", ContractJson.Text(file));
    }

    private static JsonObject Object(IEnumerable<KeyValuePair<string, JsonObject>> pairs) =>
        new(pairs.Select(static pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value)));
}
