namespace FastEmit.Events;

/// <summary>What is written instead of a redacted value.</summary>
public enum RedactMode
{
    /// <summary>The string <c>***</c>.</summary>
    Mask = 0,

    /// <summary>
    /// <c>sha256:</c> and 16 hexadecimal digits, the start of the SHA-256 of the value's JSON. Equal values stay
    /// recognizable as such. It does not protect values that can be guessed, such as short numbers.
    /// </summary>
    Hash,

    /// <summary>Nothing: the member is left out.</summary>
    Drop,
}
