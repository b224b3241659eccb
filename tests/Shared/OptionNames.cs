using System.Reflection;
using FastEmit.Options;

namespace FastEmit.Tests.Shared;

/// <summary>The options of an emitter by their properties: <c>Url</c>, <c>Batch.Window</c>.</summary>
internal static class OptionNames
{
    public static IEnumerable<string> OfTheEmitter => Of(typeof(HookEmitterOptions), "");

    private static IEnumerable<string> Of(Type type, string prefix) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
            property.PropertyType.Namespace == typeof(BatchOptions).Namespace ? Of(property.PropertyType, property.Name + ".") : [prefix + property.Name]);
}
