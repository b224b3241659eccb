using System.Text;
using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>Derives the outcome of a tool call from its result, whose form differs between agents.</summary>
internal static class ToolResults
{
    /// <summary>The derived members.</summary>
    public const string Derived = "success, status, exit_code, result_summary, output_size, error, duration_ms, is_file_operation, is_execution, is_delegation";

    private const int SummaryLength = 500;
    private const string SecretFile = "[redacted: the content of a file with secrets]";

    /// <summary>Writes the outcome of a tool call.</summary>
    public static void Describe(ref DataWriter data, HookInput input, double? durationMs)
    {
        string tool = input.ToolName;
        JsonValue response = input.Response;
        long? exitCode = input.Root["exit_code"u8].GetInt64() ?? response["exit_code"u8].GetInt64() ?? response["exitCode"u8].GetInt64();
        JsonValue error = input.Root["error"u8].Exists ? input.Root["error"u8] : response["error"u8];
        string status = Status(input, response, exitCode, error);
        JsonValue text = FindText(response, status != "success");
        data.Flag("success"u8, status == "success");
        data.Text("status"u8, status);
        data.Number("exit_code"u8, exitCode);
        data.Text("result_summary"u8, SecretFiles.IsReadByInput(input.ToolInput) ? SecretFile : Summarize(response, text));
        data.Number("output_size"u8, text.Kind == JsonKind.String ? text.CountCharacters() : (long)response.Bytes.Length);
        data.Text("error"u8, error);
        data.Number("duration_ms"u8, input.DurationMs ?? durationMs);
        ToolFacts.Write(ref data, tool);
    }

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

        bool failed = input.Type?.Name == "PostToolUseFailure"
            || (error.Exists && !error.IsEmpty && error.Kind != JsonKind.False)
            || response["is_error"u8].IsTrue
            || response["isError"u8].IsTrue
            || response["resultType"u8].Is("failure"u8) || response["resultType"u8].Is("denied"u8)
            || response["success"u8].Kind == JsonKind.False;
        return failed ? "error" : "success";
    }

    /// <summary>The text of the result that a person reads.</summary>
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
        return FirstString(response["stdout"u8], response["output"u8], content.Kind == JsonKind.Array ? FirstText(content) : content, response["file"u8]["content"u8], response["result"u8], response["text"u8], response["textResultForLlm"u8], response["returnDisplay"u8]);
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

        // The beginning of the raw JSON; the redactor handles quoted names and values.
        ReadOnlySpan<byte> json = response.Bytes[..Math.Min(response.Bytes.Length, 16 * SummaryLength)];
        return json.IsEmpty ? null : Texts.Cut(Redactor.Redact(Encoding.UTF8.GetString(json)), SummaryLength);
    }
}
