using System.Text.Json.Nodes;

namespace FastEmit.Tests.Events;

/// <summary>A document whose members are shuffled, dropped, doubled, made null, of another type or case, with spaces, or cut off.</summary>
internal static class MutatedDocument
{
    public static string Of(string json, Random random)
    {
        JsonObject whole = JsonNode.Parse(json)!.AsObject();
        List<string> members = [.. whole.Select(static pair => $"\"{pair.Key}\":{pair.Value?.ToJsonString() ?? "null"}")];
        for (int changes = random.Next(4); changes > 0; changes--)
        {
            int at = random.Next(members.Count);
            string name = members[at][..(members[at].IndexOf(':', StringComparison.Ordinal) + 1)];
            switch (random.Next(9))
            {
                case 0:
                    members.RemoveAt(at);
                    break;
                case 1:
                    members.Add(members[at]);
                    break;
                case 2 when name is not ("\"price\":" or "\"array\":"): // null is NaN there, and a default ImmutableArray, as they are written
                    members[at] = name + "null";
                    break;
                case 3:
                    members[at] = members[at].ToUpperInvariant().Replace("TRUE", "true", StringComparison.Ordinal).Replace("FALSE", "false", StringComparison.Ordinal).Replace("NULL", "null", StringComparison.Ordinal);
                    break;
                case 4:
                    members.Insert(random.Next(members.Count), "\"other\" : [ 1, {\"a\":\"}\\\"\"} , null ]");
                    break;
                case 5:
                    members[at] = name + (random.Next(2) == 0 ? "\"5\"" : " 12 ");
                    break;
                case 6:
                    members[at] = name.Replace(":", " \n:\t ", StringComparison.Ordinal) + members[at][name.Length..];
                    break;
                case 7:
                    (members[0], members[at]) = (members[at], members[0]);
                    break;
                default:
                    members[at] = name + "[]";
                    break;
            }
        }

        string text = "{" + string.Join(random.Next(5) == 0 ? " , " : ",", members) + "}";
        return random.Next(20) == 0 ? text[..random.Next(text.Length)] : text;
    }
}
