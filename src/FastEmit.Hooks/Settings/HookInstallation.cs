using System.Text;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Settings;

/// <summary>Adds the hook to an agent's settings, and removes it.</summary>
/// <remarks>
/// <c>{"hooks":{"PreToolUse":[{"matcher":"*","hooks":[{"type":"command","command":"…","args":["hook"]}]}]}}</c>, or without groups. A hook is
/// this program's when its command is <c>fastemit hook</c>, with or without a path, an extension, options and a shell, or when its URL is the
/// agent's endpoint.
/// </remarks>
internal static class HookInstallation
{
    private const string EnvironmentMember = "env";

    /// <summary>Adds the hook where it is missing, and replaces an older one.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="host">The agent that owns the file.</param>
    /// <param name="types">The hook types.</param>
    /// <param name="template">The hook, for any type.</param>
    /// <param name="token">The secret of the endpoint, to set in the agent's environment; null for none.</param>
    /// <returns>The number of changed types.</returns>
    /// <exception cref="JsonSyntaxException">A member that should be an object or an array is not.</exception>
    public static int Install(SettingsText settings, HookHost host, IReadOnlyList<string> types, HookEntry template, string? token = null)
    {
        int changed = 0;
        foreach ((string name, string value) in host.Members)
        {
            if (Member(settings.Root, name).Kind == JsonKind.Missing)
            {
                settings.AddMember(settings.Root, name, value);
            }
        }

        foreach (string type in types)
        {
            changed += Install(settings, host, template with { Type = type }) ? 1 : 0;
        }

        if (token is not null)
        {
            SetVariable(settings, token);
        }

        return changed;
    }

    /// <summary>Removes the hook everywhere, and the containers that become empty.</summary>
    /// <returns>The number of removed hooks.</returns>
    public static int Uninstall(SettingsText settings)
    {
        int removed = 0;
        while (RemoveOne(settings))
        {
            removed++;
        }

        RemoveVariable(settings);
        return removed;
    }

    /// <summary>The types that have the hook, with its command or URL.</summary>
    public static List<(string Type, string Command)> Find(SettingsText settings)
    {
        List<(string, string)> found = [];
        foreach (JsonMember type in settings.Root["hooks"u8].Members)
        {
            foreach (JsonValue item in type.Value.Items)
            {
                if (DescribeOurs(item) is { } command)
                {
                    found.Add((type.Name.GetString()!, command));
                }

                foreach (JsonValue hook in item["hooks"u8].Items)
                {
                    if (DescribeOurs(hook) is { } inGroup)
                    {
                        found.Add((type.Name.GetString()!, inGroup));
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
        if (EndsWithProgram(plain.AsSpan().TrimEnd(), "fastemit-hook") || plain.Contains("fastemit-hook ", StringComparison.Ordinal))
        {
            return true;
        }

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

    /// <summary>The command or URL of our hook; null for other hooks.</summary>
    private static string? DescribeOurs(JsonValue hook)
    {
        if (hook["url"u8].GetString() is { } url)
        {
            return HookEndpointAddress.IsOurs(url) ? url : null;
        }

        if ((hook["command"u8].GetString() ?? hook["bash"u8].GetString()) is not { } command)
        {
            return null;
        }

        StringBuilder line = new(hook["args"u8].Kind == JsonKind.Array ? HookEntry.Quote(command) : command);
        foreach (JsonValue word in hook["args"u8].Items)
        {
            line.Append(' ').Append(HookEntry.Quote(word.GetString() ?? ""));
        }

        return IsOurs(line.ToString()) ? line.ToString() : null;
    }

    private static bool Install(SettingsText settings, HookHost host, HookEntry entry)
    {
        if (!settings.Root["hooks"u8].Exists)
        {
            SetMember(settings, settings.Root, "hooks", "{}");
        }

        JsonValue hooks = Require(settings.Root["hooks"u8], JsonKind.Object, "hooks");
        JsonValue list = Member(hooks, entry.Type);
        if (!list.Exists)
        {
            SetMember(settings, hooks, entry.Type, "[]");
            list = Member(settings.Root["hooks"u8], entry.Type);
        }

        Require(list, JsonKind.Array, $"hooks.{entry.Type}");
        string wanted = host.Entry(entry);
        foreach (JsonValue item in list.Items)
        {
            if (!host.IsGrouped && DescribeOurs(item) is not null)
            {
                return Update(settings, item, wanted);
            }

            foreach (JsonValue hook in item["hooks"u8].Items)
            {
                if (DescribeOurs(hook) is not null)
                {
                    return Update(settings, hook, wanted);
                }
            }
        }

        settings.AddItem(list, host.IsGrouped ? Group(host.Matcher(entry.Type), wanted) : wanted);
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

    private static bool Update(SettingsText settings, JsonValue present, string wanted)
    {
        if (SettingsJson.Compact(present.Bytes) == SettingsJson.Compact(Encoding.UTF8.GetBytes(wanted)))
        {
            return false;
        }

        settings.Replace(present, wanted);
        return true;
    }

    private static string Group(string? matcher, string hook) =>
        $"{{{(matcher is null ? "" : $"\n  \"matcher\": {SettingsJson.Quote(matcher)},")}\n  \"hooks\": [\n    {SettingsJson.Indent(hook, 4)}\n  ]\n}}";

    private static void SetVariable(SettingsText settings, string token)
    {
        if (!settings.Root[EnvironmentMemberUtf8].Exists)
        {
            SetMember(settings, settings.Root, EnvironmentMember, "{}");
        }

        JsonValue variables = Require(settings.Root[EnvironmentMemberUtf8], JsonKind.Object, EnvironmentMember);
        JsonValue present = Member(variables, HookEndpointAddress.TokenVariable);
        if (present.Kind == JsonKind.Missing)
        {
            settings.AddMember(variables, HookEndpointAddress.TokenVariable, SettingsJson.Quote(token));
        }
        else if (present.GetString() != token)
        {
            settings.Replace(present, SettingsJson.Quote(token));
        }
    }

    private static ReadOnlySpan<byte> EnvironmentMemberUtf8 => "env"u8;

    private static void RemoveVariable(SettingsText settings)
    {
        foreach (JsonMember member in settings.Root.Members)
        {
            if (!member.HasName(EnvironmentMemberUtf8))
            {
                continue;
            }

            foreach (JsonMember variable in member.Value.Members)
            {
                if (variable.Name.GetString() == HookEndpointAddress.TokenVariable)
                {
                    JsonMember removed = CountMembers(member.Value) > 1 ? variable : member;
                    settings.Remove(SettingsText.StartOf(removed), removed.Value);
                    return;
                }
            }
        }
    }

    /// <summary>Removes the first of our hooks, and the containers that held only this hook.</summary>
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
                foreach (JsonValue item in type.Value.Items)
                {
                    if (DescribeOurs(item) is not null)
                    {
                        Remove(settings, hooks, type, item, hook: null);
                        return true;
                    }

                    foreach (JsonValue hook in item["hooks"u8].Items)
                    {
                        if (DescribeOurs(hook) is not null)
                        {
                            Remove(settings, hooks, type, item, hook);
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    private static void Remove(SettingsText settings, JsonMember hooks, JsonMember type, JsonValue item, JsonValue? hook)
    {
        bool typeHasOthers = Count(type.Value) > 1;
        bool hooksHasOthers = CountMembers(hooks.Value) > 1;
        if (hook is { } one && Count(item["hooks"u8]) > 1)
        {
            settings.Remove(SettingsText.RangeOf(one).Start, one);
        }
        else if (typeHasOthers)
        {
            settings.Remove(SettingsText.RangeOf(item).Start, item);
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

    private static JsonValue Member(JsonValue container, string name) => container[Encoding.UTF8.GetBytes(name)];

    private static JsonValue Require(JsonValue value, JsonKind kind, string what) => value.Kind == kind
        ? value
        : throw new JsonSyntaxException($"'{what}' must be {(kind == JsonKind.Object ? "an object" : "an array")}", value.Start);
}
