using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Deriving;

/// <summary>Reads the branch of a folder's repository from its files, without starting a process.</summary>
internal static class GitBranch
{
    private const int MaxLevels = 64;
    private const int MaxFile = 4096;

    private static ReadOnlySpan<byte> Branches => "ref: refs/heads/"u8;

    private static ReadOnlySpan<byte> Elsewhere => "gitdir: "u8;

    /// <summary>The branch; null without a repository or a branch.</summary>
    public static string? Of(string? folder)
    {
        if (folder is null || !folder.StartsWith('/'))
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[MaxFile];
        for (int level = 0; level < MaxLevels && folder.Length > 1; level++)
        {
            ReadOnlySpan<byte> head = ReadHead(folder, buffer);
            if (!head.IsEmpty)
            {
                return head.StartsWith(Branches) ? Line(head[Branches.Length..]) : null;
            }

            int slash = folder.LastIndexOf('/');
            folder = folder[..Math.Max(slash, 0)];
        }

        return null;
    }

    /// <summary>The content of HEAD. In a worktree or submodule <c>.git</c> is a file with the path of the git folder.</summary>
    private static ReadOnlySpan<byte> ReadHead(string folder, Span<byte> buffer)
    {
        int length = SystemCalls.ReadFile(folder + "/.git/HEAD", buffer);
        if (length <= 0)
        {
            length = SystemCalls.ReadFile(folder + "/.git", buffer);
            ReadOnlySpan<byte> link = buffer[..Math.Max(length, 0)];
            if (!link.StartsWith(Elsewhere))
            {
                return [];
            }

            string place = Line(link[Elsewhere.Length..]);
            length = SystemCalls.ReadFile((place.StartsWith('/') ? place : folder + "/" + place) + "/HEAD", buffer);
        }

        return buffer[..Math.Max(length, 0)];
    }

    private static string Line(ReadOnlySpan<byte> text)
    {
        int end = 0;
        while (end < text.Length && text[end] is not ((byte)'\n' or (byte)'\r'))
        {
            end++;
        }

        return Input.JsonText.Decode(text[..end], isEscaped: false);
    }
}
