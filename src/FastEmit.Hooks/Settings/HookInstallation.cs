using System.Text.Json;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Settings;

/// <summary>Puts the hook into an agent's settings, and takes it out again.</summary>
/// <remarks>
/// <c>{"hooks":{"PreToolUse":[{"matcher":"*","hooks":[{"type":"command","command":"…"}]}]}}</c>. A command is taken for
/// this program's when its last words are <c>fastemit hook</c>, with or without a path, an ending and options.
/// </remarks>
internal static class HookInstallation
{
    private const int TimeoutSeconds = 10;

    /// <summary>Adds the hook where it is missing, and puts the command in the place of an older one.</summary>
    /// <returns>How many types were changed.</returns>
    /// <exception cref="JsonSyntaxException">A member that should be an object or an array is not.</exception>
    public static int Install(SettingsText settings, IReadOnlyList<string> types, string command)
    {
        int changed = 0;
        foreach (string type in types)
        {
            changed += Install(settings, type, command) ? 1 : 0;
        }

        return changed;
    }

    /// <summary>Takes the hook out wherever it is, and what is empty then.</summary>
    /// <returns>How many hooks were taken out.</returns>
    public static int Uninstall(SettingsText settings)
    {
        int removed = 0;
        while (RemoveOne(settings))
        {
            removed++;
        }

        return removed;
    }

    /// <summary>The types that have the hook, with its command.</summary>
    public static List<(string Type, string Command)> Find(SettingsText settings)
    {
        List<(string, string)> found = [];
        foreach (JsonMember type in settings.Root["hooks"u8].Members)
        {
            foreach (JsonValue group in type.Value.Items)
            {
                foreach (JsonValue hook in group["hooks"u8].Items)
                {
                    if (IsOurs(hook))
                    {
                        found.Add((type.Name.GetString()!, hook["command"u8].GetString()!));
                    }
                }
            }
        }

        return found;
    }

    /// <summary>Whether a command is this program's hook.</summary>
    public static bool IsOurs(string command)
    {
        string plain = command.Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        int verb = plain.IndexOf(" hook", StringComparison.Ordinal);
        if (verb < 0 || (verb + 5 < plain.Length && plain[verb + 5] != ' '))
        {
            return false;
        }

        ReadOnlySpan<char> program = plain.AsSpan(0, verb).TrimEnd();
        return EndsWithProgram(program, "fastemit") || EndsWithProgram(program, "FastEmit.Cli") || EndsWithProgram(program, "FastEmit.Cli.dll") || EndsWithProgram(program, "fastemit.exe");
    }

    private static bool EndsWithProgram(ReadOnlySpan<char> command, string program) =>
        command.EndsWith(program, StringComparison.OrdinalIgnoreCase)
        && (command.Length == program.Length || command[^(program.Length + 1)] is '/' or '\\' or ' ');

    private static bool IsOurs(JsonValue hook) =>
        hook["type"u8].Is("command"u8) && hook["command"u8].GetString() is { } command && IsOurs(command);

    private static bool Install(SettingsText settings, string type, string command)
    {
        if (!settings.Root["hooks"u8].Exists)
        {
            SetMember(settings, settings.Root, "hooks", "{}");
        }

        JsonValue hooks = Require(settings.Root["hooks"u8], JsonKind.Object, "hooks");
        JsonValue groups = Member(hooks, type);
        if (!groups.Exists)
        {
            SetMember(settings, hooks, type, "[]");
            groups = Member(settings.Root["hooks"u8], type);
        }

        Require(groups, JsonKind.Array, $"hooks.{type}");
        foreach (JsonValue group in groups.Items)
        {
            foreach (JsonValue hook in group["hooks"u8].Items)
            {
                if (IsOurs(hook))
                {
                    return Update(settings, hook["command"u8], command);
                }
            }
        }

        settings.AddItem(groups, Group(type, command));
        return true;
    }

    private static void SetMember(SettingsText settings, JsonValue container, string name, string value)
    {
        JsonValue present = Member(container, name);
        if (present.Kind == JsonKind.Null)
        {
            settings.Replace(present, value);
        }
        else
        {
            settings.AddMember(container, name, value);
        }
    }

    private static bool Update(SettingsText settings, JsonValue present, string command)
    {
        if (present.GetString() == command)
        {
            return false;
        }

        settings.Replace(present, Quote(command));
        return true;
    }

    private static string Group(string type, string command)
    {
        string matcher = InstalledHooks.HasMatcher(type) ? "\n  \"matcher\": \"*\"," : "";
        return $$"""
            {{{matcher}}
              "hooks": [
                {
                  "type": "command",
                  "command": {{Quote(command)}},
                  "timeout": {{TimeoutSeconds}}
                }
              ]
            }
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Takes out the first hook that is found, and whatever only held it.</summary>
    private static bool RemoveOne(SettingsText settings)
    {
        foreach (JsonMember hooks in settings.Root.Members)
        {
            if (!hooks.HasName("hooks"u8))
            {
                continue;
            }

            foreach (JsonMember type in hooks.Value.Members)
            {
                foreach (JsonValue group in type.Value.Items)
                {
                    foreach (JsonValue hook in group["hooks"u8].Items)
                    {
                        if (IsOurs(hook))
                        {
                            Remove(settings, hooks, type, group, hook);
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    private static void Remove(SettingsText settings, JsonMember hooks, JsonMember type, JsonValue group, JsonValue hook)
    {
        bool groupHasOthers = Count(group["hooks"u8]) > 1;
        bool typeHasOthers = Count(type.Value) > 1;
        bool hooksHasOthers = CountMembers(hooks.Value) > 1;
        if (groupHasOthers)
        {
            settings.Remove(SettingsText.RangeOf(hook).Start, hook);
        }
        else if (typeHasOthers)
        {
            settings.Remove(SettingsText.RangeOf(group).Start, group);
        }
        else if (hooksHasOthers)
        {
            settings.Remove(SettingsText.StartOf(type), type.Value);
        }
        else
        {
            settings.Remove(SettingsText.StartOf(hooks), hooks.Value);
        }
    }

    private static int Count(JsonValue array)
    {
        int count = 0;
        foreach (JsonValue _ in array.Items)
        {
            count++;
        }

        return count;
    }

    private static int CountMembers(JsonValue container)
    {
        int count = 0;
        foreach (JsonMember _ in container.Members)
        {
            count++;
        }

        return count;
    }

    private static JsonValue Member(JsonValue container, string name) => container[System.Text.Encoding.UTF8.GetBytes(name)];

    private static JsonValue Require(JsonValue value, JsonKind kind, string what) => value.Kind == kind
        ? value
        : throw new JsonSyntaxException($"'{what}' must be {(kind == JsonKind.Object ? "an object" : "an array")}", value.Start);

    private static string Quote(string text) =>
        $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
