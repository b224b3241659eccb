namespace FastEmit.Options;

/// <summary>Reads the value of an option from text.</summary>
internal delegate bool TextParser<T>(string text, out T value);
