using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Redaction;

/// <summary>Finds the content of secret files in JSON of agents.</summary>
internal static class SecretFiles
{
    /// <summary>Whether an object names such a file, so that the content in it is secret.</summary>
    public static bool IsHeldBy(JsonValue value)
    {
        foreach (JsonMember member in value.Members)
        {
            bool isPath = member.HasName("file_path"u8) || member.HasName("filePath"u8) || member.HasName("path"u8) || member.HasName("notebook_path"u8);
            if (isPath && IsNamedBy(member.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an object is a tool call that read such a file or named one in a command, so that its result is secret.</summary>
    public static bool IsReadBy(JsonValue value)
    {
        JsonValue input = value["tool_input"u8];
        return IsReadByInput(input.Exists ? input : value["toolArgs"u8]);
    }

    /// <summary>Whether a tool's input names such a file.</summary>
    public static bool IsReadByInput(JsonValue input) =>
        input.Kind == JsonKind.String ? IsNamedInCommand(input.GetString()) : IsHeldBy(input) || IsNamedInCommand(input["command"u8].GetString());

    /// <summary>Whether a member of an object that names such a file is its content.</summary>
    public static bool IsContent(JsonValue name) =>
        name.Is("content"u8) || name.Is("old_string"u8) || name.Is("new_string"u8) || name.Is("oldString"u8) || name.Is("newString"u8)
        || name.Is("originalFile"u8) || name.Is("structuredPatch"u8) || name.Is("edits"u8) || name.Is("output"u8) || name.Is("text"u8);

    /// <summary>Whether a member of a tool call is its result.</summary>
    public static bool IsResult(JsonValue name) =>
        name.Is("tool_response"u8) || name.Is("tool_output"u8) || name.Is("output"u8) || name.Is("toolResult"u8) || name.Is("result_json"u8);

    /// <summary>Whether a member of such a result holds no content.</summary>
    public static bool IsHarmless(JsonValue name) =>
        name.Is("type"u8) || name.Is("filePath"u8) || name.Is("file_path"u8) || name.Is("path"u8) || name.Is("resultType"u8);

    private static bool IsNamedBy(JsonValue path) => path.GetString(4 * 4096) is { } text && SecretFileNames.Contain(text);

    private static bool IsNamedInCommand(string? command)
    {
        int start = 0;
        for (int i = 0; command is not null && i <= command.Length; i++)
        {
            if (i == command.Length || command[i] is ' ' or '\t' or '\n' or '"' or '\'' or ';' or '|' or '<' or '>' or '=' or '&' or '(' or ')' or '\\')
            {
                if (SecretFileNames.Contain(command.AsSpan(start, i - start)))
                {
                    return true;
                }

                start = i + 1;
            }
        }

        return false;
    }
}
