using System.Text;
using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>What became of a tool call, from what came back. Agents say it in different ways.</summary>
internal static class ToolResults
{
    private const int SummaryLength = 500;
    private const string SecretFile = "[redacted: the content of a file with secrets]";

    /// <summary>Looks into a hook that comes after a tool call.</summary>
    public static PostToolData Describe(HookInput input, double? durationMs)
    {
        string tool = input.ToolName;
        JsonValue response = Response(input.Root);
        long? exitCode = input.Root["exit_code"u8].GetInt64() ?? response["exit_code"u8].GetInt64() ?? response["exitCode"u8].GetInt64();
        JsonValue error = input.Root["error"u8].Exists ? input.Root["error"u8] : response["error"u8];
        string status = Status(input, response, exitCode, error);
        JsonValue text = FindText(response, status != "success");
        return new PostToolData
        {
            HookEventName = input.HookName,
            PermissionMode = input.PermissionMode,
            InputCutAt = input.CutAt,
            ToolName = tool,
            Success = status == "success",
            Status = status,
            ExitCode = exitCode,
            ResultSummary = IsOfSecretFile(input) ? SecretFile : Summarize(response, text),
            OutputSize = text.Kind == JsonKind.String ? text.CountCharacters() : response.Bytes.Length,
            Error = Texts.Preview(error, SummaryLength),
            DurationMs = durationMs,
            IsFileOperation = ToolFacts.IsFileOperation(tool),
            IsExecution = ToolFacts.IsExecution(tool),
            IsDelegation = ToolFacts.IsDelegation(tool),
            ToolUseId = input.ToolUseId,
        };
    }

    private static JsonValue Response(JsonValue root) =>
        root["tool_response"u8].Exists ? root["tool_response"u8] : root["tool_output"u8].Exists ? root["tool_output"u8] : root["output"u8];

    private static string Status(HookInput input, JsonValue response, long? exitCode, JsonValue error)
    {
        if (response["interrupted"u8].IsTrue || input.Root["is_interrupt"u8].IsTrue)
        {
            return "interrupted";
        }

        if (exitCode is { } code)
        {
            return code switch { 0 => "success", 2 => "blocked", _ => "error" };
        }

        bool failed = input.HookName == "PostToolUseFailure"
            || (error.Exists && !error.IsEmpty && error.Kind != JsonKind.False)
            || response["is_error"u8].IsTrue
            || response["isError"u8].IsTrue
            || response["success"u8].Kind == JsonKind.False;
        return failed ? "error" : "success";
    }

    /// <summary>The text that a person would look at.</summary>
    private static JsonValue FindText(JsonValue response, bool failed)
    {
        if (response.Kind == JsonKind.String)
        {
            return response;
        }

        if (response.Kind == JsonKind.Array)
        {
            return FirstText(response);
        }

        JsonValue stderr = response["stderr"u8];
        if (failed && !stderr.IsEmpty && stderr.Exists)
        {
            return stderr;
        }

        JsonValue content = response["content"u8];
        return FirstString(response["stdout"u8], response["output"u8], content.Kind == JsonKind.Array ? FirstText(content) : content, response["file"u8]["content"u8], response["result"u8], response["text"u8]);
    }

    private static JsonValue FirstText(JsonValue blocks)
    {
        foreach (JsonValue block in blocks.Items)
        {
            if (block["text"u8].Kind == JsonKind.String)
            {
                return block["text"u8];
            }
        }

        return default;
    }

    private static JsonValue FirstString(params ReadOnlySpan<JsonValue> candidates)
    {
        foreach (JsonValue candidate in candidates)
        {
            if (candidate.Kind == JsonKind.String)
            {
                return candidate;
            }
        }

        return default;
    }

    private static string? Summarize(JsonValue response, JsonValue text)
    {
        if (text.Kind == JsonKind.String)
        {
            return Texts.Preview(text, SummaryLength);
        }

        // The beginning of the JSON as it is; the redactor knows names and values in quotes.
        ReadOnlySpan<byte> json = response.Bytes[..Math.Min(response.Bytes.Length, 16 * SummaryLength)];
        return json.IsEmpty ? null : Texts.Cut(Redactor.Redact(Encoding.UTF8.GetString(json)), SummaryLength);
    }

    /// <summary>Whether the tool has read, or a command has named, a file whose content is secret as a whole.</summary>
    private static bool IsOfSecretFile(HookInput input)
    {
        JsonValue toolInput = input.ToolInput;
        string? path = ToolInputs.Path(toolInput).GetString() ?? toolInput["path"u8].GetString();
        if (path is not null && SecretPatterns.IsSecretFile(path))
        {
            return true;
        }

        string? command = toolInput["command"u8].GetString();
        int start = 0;
        for (int i = 0; command is not null && i <= command.Length; i++)
        {
            if (i == command.Length || command[i] is ' ' or '\t' or '\n' or '"' or '\'' or ';' or '|' or '<' or '>' or '=' or '&' or '(' or ')')
            {
                if (SecretPatterns.IsSecretFile(command.AsSpan(start, i - start)))
                {
                    return true;
                }

                start = i + 1;
            }
        }

        return false;
    }
}
