namespace FastEmit.Hooks.Redaction;

/// <summary>The position of a command line's secret.</summary>
internal enum CommandSecretForm : byte
{
    /// <summary>The word after the option, or after its <c>=</c>.</summary>
    Next,

    /// <summary>Only directly after the option's letter; a word after a space is no secret.</summary>
    Attached,

    /// <summary>Directly after the option's letter, or the next word.</summary>
    Either,

    /// <summary><c>NAME:SECRET</c>.</summary>
    User,

    /// <summary><c>NAME,SECRET</c>.</summary>
    UserComma,

    /// <summary><c>NAME%SECRET</c>.</summary>
    UserPercent,

    /// <summary><c>NAME/SECRET@…</c>, the first word.</summary>
    UserSlash,

    /// <summary>The option's value, if it is a cookie and not a file name.</summary>
    Cookie,

    /// <summary>The first word that is not an option.</summary>
    FirstWord,

    /// <summary>The second word that is not an option.</summary>
    SecondWord,

    /// <summary>The third word that is not an option.</summary>
    ThirdWord,

    /// <summary>A quoted text that ends in an escaped return: the input of a script at a prompt.</summary>
    Typed,
}
