using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>Derives members from hooks with a text: the user's prompt, the agent's message, or a notification.</summary>
internal static class TextFacts
{
    /// <summary>The members derived from a prompt.</summary>
    public const string DerivedOfPrompt = "prompt_text, prompt_preview, prompt_length, is_command, contains_code, urgency";

    /// <summary>The members derived from a notification.</summary>
    public const string DerivedOfNotification = "message_preview, message_length, is_user_input_request, is_error";

    /// <summary>The members derived from the end of a turn.</summary>
    public const string DerivedOfStop = "stop_hook_active, last_message_preview, output";

    private const int PreviewLength = 200;

    /// <summary>Bytes of a text that are searched for words.</summary>
    private const int SearchedBytes = 64 << 10;

    /// <summary>Writes the members of a prompt.</summary>
    public static void DescribePrompt(ref DataWriter data, HookInput input, double? durationMs)
    {
        JsonValue prompt = input.Prompt;
        string text = prompt.GetString(SearchedBytes) ?? "";
        data.Text("prompt_text"u8, prompt);
        data.Text("prompt_preview"u8, Texts.Preview(prompt, PreviewLength));
        data.Number("prompt_length"u8, (long)prompt.CountCharacters());
        data.Flag("is_command"u8, text.StartsWith('/'));
        data.Flag("contains_code"u8, PromptFacts.ContainsCode(text));
        data.Text("urgency"u8, PromptFacts.Urgency(text));
    }

    /// <summary>Writes the members of a notification.</summary>
    public static void DescribeNotification(ref DataWriter data, HookInput input, double? durationMs)
    {
        JsonValue message = input.Root["message"u8];
        string type = Texts.Whole(input.Root["notification_type"u8]) ?? "";
        string text = message.GetString(SearchedBytes) ?? "";
        data.Text("message_preview"u8, Texts.Preview(message, PreviewLength));
        data.Number("message_length"u8, (long)message.CountCharacters());
        data.Flag("is_user_input_request"u8, type is "permission_prompt" or "idle_prompt" or "elicitation_dialog" || PromptFacts.AsksUser(text));
        data.Flag("is_error"u8, PromptFacts.IsError(type) || PromptFacts.IsError(text));
    }

    /// <summary>Writes the members of the end of a turn or of a subagent.</summary>
    public static void DescribeStop(ref DataWriter data, HookInput input, double? durationMs)
    {
        JsonValue message = input.LastMessage;
        data.Flag("stop_hook_active"u8, false);
        data.Text("last_message_preview"u8, Texts.Preview(message, PreviewLength));
        data.Text("output"u8, message);
    }
}
