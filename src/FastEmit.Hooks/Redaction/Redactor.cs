using System.Text;

namespace FastEmit.Hooks.Redaction;

/// <summary>
/// Removes the secrets from a text. It recognises them by their beginning (<see cref="TokenPattern"/>), by the name that they are assigned to
/// (<see cref="SecretNames"/>), by the command that takes them (<see cref="CommandSecret"/>), or by the address that contains them
/// (<see cref="SecretUrls"/>). One pass from left to right, in time linear to the length of any text.
/// </summary>
/// <remarks>
/// The time is linear because each look ahead is skipped afterwards, ends at the first character outside of the match, or is at most
/// <see cref="MaxLook"/> long. Each look back has the same limit.
/// </remarks>
internal ref partial struct Redactor
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Mask = "[redacted]";

    /// <summary>The longest name before an assignment that is checked.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The limit of a look ahead or back that is not skipped afterwards, in characters.</summary>
    private const int MaxLook = 256;

    private const string KeyBegin = "-----BEGIN ";
    private const string KeyEnd = "-----END ";

    private readonly ReadOnlySpan<char> _text;
    private StringBuilder? _clean;
    private int _copied;
    private int _at;

    // The current command, up to the next separator.
    private string? _command;
    private int _commandStart;
    private bool _expectsCommand = true;
    private int _skipWords;

    private Redactor(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The text without its secrets; the same instance when it has none.</summary>
    public static string Redact(string text)
    {
        Redactor redactor = new(text);
        redactor.Run();
        return redactor._clean is { } clean ? clean.Append(text, redactor._copied, text.Length - redactor._copied).ToString() : text;
    }

    private void Run()
    {
        bool atWord = true;
        bool atLine = true;
        while (_at < _text.Length)
        {
            if (atLine)
            {
                PassPasswordLine();
            }

            if (_at >= _text.Length)
            {
                return;
            }

            char c = _text[_at];
            int before = _at;
            switch (c)
            {
                case '=' or ':':
                    PassAssignment(c);
                    break;
                case '-':
                    PassDash(atWord);
                    break;
                case '<':
                    PassElement();
                    break;
                case '$':
                    PassHash();
                    break;
                default:
                    if (atWord && char.IsLetterOrDigit(c))
                    {
                        PassWord();
                    }

                    break;
            }

            if (_at == before)
            {
                if (c is '\n' or ';' or '|' or '&' or '(' or '`' or '{' or '"' or '\'')
                {
                    bool isQuote = c is '"' or '\'';
                    _expectsCommand |= !isQuote || _command is null;
                    _command = isQuote ? _command : null;
                    _skipWords = 0;
                }

                _at++;
            }

            char last = _text[_at - 1];
            atWord = !IsTokenChar(last);
            atLine = last == '\n';
        }
    }

    /// <summary>At the beginning of a word: handles a token, a scheme, a command, or a secret's name with a value after a space.</summary>
    private void PassWord()
    {
        if (HidesToken())
        {
            _expectsCommand = false;
            return;
        }

        int begin = _at;
        int end = SkipToken(begin, withDots: false);
        ReadOnlySpan<char> word = _text[begin..end];
        if (_expectsCommand)
        {
            PassCommand(word, end);
        }
        else
        {
            PassWithinCommand(word, end);
        }

        if (_at != begin)
        {
            return; // after the secret that the command takes
        }

        if (word.Length is 5 or 6 && end < _text.Length && _text[end] == ' ' && (IsWord(word, "bearer") || IsWord(word, "basic")))
        {
            int start = SkipSpaces(end);
            int credential = SkipCredential(start);
            if (credential - start >= 8 && (word.Length == 6 || SecretValues.LooksRandom(_text[start..credential])))
            {
                Hide(start, credential);
                return;
            }
        }

        if (word.Length <= MaxNameLength && end < _text.Length && _text[end] is not (':' or '='))
        {
            int name = end;
            while (name < _text.Length && name - _at < MaxNameLength && (IsTokenChar(_text[name]) || _text[name] == '.'))
            {
                name++;
            }

            bool isKey = IsWord(word, "key") && begin >= 4 && SecretNames.Contains(_text[Math.Max(_copied, begin - 8)..end]); // API key
            if (isKey || SecretNames.Contains(_text[_at..name]))
            {
                PassNamedWord(name);
            }
        }

        _at = Math.Max(_at, end);
    }

    private bool HidesToken()
    {
        foreach (ref readonly TokenPattern pattern in TokenPattern.BeginningWith(_text[_at]))
        {
            if (StartsWith(_at, pattern.Prefix))
            {
                int start = _at + pattern.Prefix.Length;
                int end = SkipToken(start, pattern.WithDots);
                if (end - start < pattern.MinLength)
                {
                    continue;
                }

                if (SecretValues.LooksRandom(_text[start..end]))
                {
                    Hide(start, end);
                }

                _at = end; // words of a package's or a variable's name are not checked again
                return true;
            }
        }

        return false;
    }

    /// <summary>Handles the first word of a command, or a word before it.</summary>
    private void PassCommand(ReadOnlySpan<char> word, int end)
    {
        if (_skipWords > 0)
        {
            _skipWords--;
            return;
        }

        char next = end < _text.Length ? _text[end] : ' ';
        if (next is '=' or '/' or '.' or ':' || word is "sudo" or "env" or "time" or "exec" or "nohup" or "xargs" or "if" or "then" or "do" or "else" or "command" or "doas")
        {
            return; // NAME=value, a path before the program's name, or a program that runs another
        }

        _expectsCommand = false;
        _command = null;
        _commandStart = _at;
        foreach (ref readonly CommandSecret rule in CommandSecret.All.AsSpan())
        {
            if (word.SequenceEqual(rule.Command))
            {
                _command = rule.Command;
                PassOwnWords(rule, end, word);
                break;
            }
        }

        if (word is "echo" or "printf")
        {
            PassEcho(end);
        }
        else if (word is "kubectl" or "podman" or "docker-compose")
        {
            _command ??= "kubectl";
        }
    }

    /// <summary>Handles a later word of a command, which may define the meaning of the next ones.</summary>
    private void PassWithinCommand(ReadOnlySpan<char> word, int end)
    {
        if (_command is null)
        {
            return;
        }

        if (word is "exec" && _command is "docker" or "podman" or "kubectl" or "oc")
        {
            _expectsCommand = true;
            _skipWords = 1;
            return;
        }

        foreach (ref readonly CommandSecret rule in CommandSecret.All.AsSpan())
        {
            if (ReferenceEquals(rule.Command, _command) && rule.Within is { } within && StartsWith(_at, within))
            {
                PassOwnWords(rule, _at + within.Length, within);
            }
        }
    }

    private readonly int SkipToken(int at, bool withDots)
    {
        while (at < _text.Length && (IsTokenChar(_text[at]) || (withDots && _text[at] == '.')))
        {
            at++;
        }

        return at;
    }

    private readonly int SkipSpaces(int at)
    {
        while (at < _text.Length && _text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }

    private readonly bool StartsWith(int at, string word) => at <= _text.Length && _text[at..].StartsWith(word);

    private static bool IsWord(ReadOnlySpan<char> text, string word) => text.Length == word.Length && SecretNames.StartsWithIgnoringCase(text, word);

    private static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || (c >= 128 && char.IsLetter(c));

    private void Hide(int start, int end)
    {
        _clean ??= new StringBuilder(_text.Length);
        _clean.Append(_text[_copied..start]).Append(Mask);
        _copied = end;
        _at = end;
    }
}
