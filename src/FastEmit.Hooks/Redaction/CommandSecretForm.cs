namespace FastEmit.Hooks.Redaction;

/// <summary>Where a command line's secret stands.</summary>
internal enum CommandSecretForm : byte
{
    /// <summary>The word behind the option, or behind its <c>=</c>.</summary>
    Next,

    /// <summary>Only directly behind the option's letter; with a space it is something else.</summary>
    Attached,

    /// <summary>Directly behind the option's letter, or the next word.</summary>
    Either,

    /// <summary><c>NAME:SECRET</c>.</summary>
    User,

    /// <summary><c>NAME,SECRET</c>.</summary>
    UserComma,

    /// <summary><c>NAME%SECRET</c>.</summary>
    UserPercent,

    /// <summary><c>NAME/SECRET@…</c>, the first word.</summary>
    UserSlash,

    /// <summary>The option's value, if it is a cookie and not a file's name.</summary>
    Cookie,

    /// <summary>The first word that is no option.</summary>
    FirstWord,

    /// <summary>The second word that is no option.</summary>
    SecondWord,

    /// <summary>The third word that is no option.</summary>
    ThirdWord,

    /// <summary>A quoted text that ends in an escaped return: what a script types at a prompt.</summary>
    Typed,
}
