using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO;

/// <summary>Metadata of a type by reflection, for programs that are neither trimmed nor compiled ahead of time.</summary>
internal static class ReflectedMetadata
{
    /// <summary>The words of every warning.</summary>
    public const string Message = "It reads the type by reflection. Give the metadata of a JsonSerializerContext instead.";

    /// <summary>Members in camelCase, as JavaScript has them.</summary>
    [RequiresUnreferencedCode(Message)]
    [RequiresDynamicCode(Message)]
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)JsonSerializerOptions.Web.GetTypeInfo(typeof(T));
}
