using System.Text;

namespace FastEmit.Hooks.Catalogue;

/// <summary>The names of hook types.</summary>
internal static class HookNames
{
    private const int MaxLength = 64;

    /// <summary>A hook's name in snake case: <c>WorktreeCreate</c> is <c>worktree_create</c>. No name gives <c>unknown</c>.</summary>
    public static string ToSubtype(string? name)
    {
        StringBuilder subtype = new();
        for (int i = 0; i < (name?.Length ?? 0) && subtype.Length < MaxLength; i++)
        {
            char c = name![i];
            bool isUpper = char.IsAsciiLetterUpper(c);
            bool begins = i != 0 && isUpper && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
            if (begins && subtype.Length != 0 && subtype[^1] != '_')
            {
                subtype.Append('_');
            }

            subtype.Append(isUpper ? (char)(c | 0x20) : char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return subtype.Length == 0 ? "unknown" : subtype.ToString();
    }
}
