using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Redaction;

/// <summary>Objects with a name and a value: <c>{"name":"DB_PASSWORD","value":…}</c>.</summary>
internal static class SecretPairs
{
    private const int MaxName = 256;

    /// <summary>Whether the object's name is a secret's.</summary>
    public static bool IsNamed(JsonValue value)
    {
        foreach (JsonMember member in value.Members)
        {
            bool isName = member.HasName("name"u8) || member.HasName("key"u8) || member.HasName("Name"u8) || member.HasName("Key"u8);
            if (isName && member.Value.GetString(MaxName) is { } name && SecretNames.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a member of such an object is its value.</summary>
    public static bool IsValue(JsonMember member) => member.HasName("value"u8) || member.HasName("Value"u8) || member.HasName("val"u8);
}
