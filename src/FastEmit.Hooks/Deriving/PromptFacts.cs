namespace FastEmit.Hooks.Deriving;

/// <summary>Classifies a text of a person or an agent by its words.</summary>
internal static class PromptFacts
{
    private static readonly string[] Urgent = ["urgent", "asap", "immediately", "critical", "emergency", "right now", "production is down"];
    private static readonly string[] Code = ["```", "def ", "class ", "function ", "=> {", "import ", "#include", "public static", "();", "</"];
    private static readonly string[] Question = ["waiting for your input", "needs your permission", "needs your attention", "please respond", "approve", "?"];
    private static readonly string[] Errors = ["error", "failed", "failure", "exception", "crash"];

    /// <summary><c>high</c> or <c>normal</c>.</summary>
    public static string Urgency(string text) => ContainsAny(text, Urgent) ? "high" : "normal";

    /// <summary>Whether a text contains code.</summary>
    public static bool ContainsCode(string text) => ContainsAny(text, Code);

    /// <summary>Whether a message asks the user for something.</summary>
    public static bool AsksUser(string text) => ContainsAny(text, Question);

    /// <summary>Whether a message is about an error.</summary>
    public static bool IsError(string text) => ContainsAny(text, Errors);

    private static bool ContainsAny(string text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
