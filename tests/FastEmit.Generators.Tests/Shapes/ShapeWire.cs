using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using FastEmit.Events;

namespace FastEmit.Generators.Tests.Shapes;

/// <summary>Compares what the generated code of an assembly writes with what System.Text.Json makes of the same event.</summary>
internal sealed class ShapeWire(Assembly assembly)
{
    private const int MostLevels = 4;

    /// <summary>What FastEmit means to write otherwise, or System.Text.Json cannot write.</summary>
    private static readonly string[] Own =
    [
        "RedactAttribute", "MaxLengthAttribute", "RawJsonAttribute", "Utf8TextAttribute", "AttachmentAttribute", "EventConverterAttribute", "MaxDepthAttribute", "TimestampAttribute",
    ];

    private static readonly Dictionary<EventNaming, JsonSerializerOptions> Options = new()
    {
        [EventNaming.SnakeCase] = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower },
        [EventNaming.CamelCase] = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase },
        [EventNaming.KebabCase] = new() { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower },
        [EventNaming.AsDeclared] = new(),
    };

    public static ShapeWire Load(byte[] assembly, AssemblyLoadContext context) => new(context.LoadFromStream(new MemoryStream(assembly)));

    /// <summary>The events whose text differs, with both texts; and how many were compared.</summary>
    public (List<string> Differences, int Compared) Compare()
    {
        var differences = new List<string>();
        int compared = 0;
        foreach (Type type in assembly.GetTypes().Where(static type => type.GetCustomAttribute<HookEventAttribute>() is not null && !type.IsAbstract))
        {
            if (Make(type, 0) is not { } value || UsesOwn(type, []))
            {
                continue;
            }

            if (Expected(type, value) is not { } expected)
            {
                continue;
            }

            compared++;
            var output = new ArrayBufferWriter<byte>();
            typeof(HookEventSerializer).GetMethod(nameof(HookEventSerializer.Serialize))!.MakeGenericMethod(type).Invoke(null, [value, output]);
            string actual = Encoding.UTF8.GetString(output.WrittenSpan);
            using JsonDocument left = JsonDocument.Parse(expected);
            using JsonDocument right = JsonDocument.Parse(actual);
            if (!JsonElement.DeepEquals(left.RootElement, right.RootElement))
            {
                differences.Add($"{type}\nSystem.Text.Json: {expected}\nFastEmit:         {actual}");
            }
        }

        return (differences, compared);
    }

    private static string? Expected(Type type, object value)
    {
        EventNaming naming = type.GetCustomAttribute<HookEventAttribute>()!.Naming;
        try
        {
            return JsonSerializer.Serialize(value, type, Options[naming == EventNaming.Default ? EventNaming.SnakeCase : naming]);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or JsonException or NullReferenceException)
        {
            return null; // it has no form to compare with
        }
    }

    private static bool UsesOwn(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return false;
        }

        if (type.GetInterface("IUtf8SpanFormattable") is not null && !type.IsPrimitive && type.Namespace != "System" || type.Name is "BigInteger" or "IntPtr" or "UIntPtr" || type.FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal))
        {
            return true;
        }

        IEnumerable<MemberInfo> members = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return type.GetCustomAttributesData().Any(IsOwn)
            || (type.IsArray && UsesOwn(type.GetElementType()!, seen))
            || type.GetGenericArguments().Any(argument => UsesOwn(argument, seen))
            || (type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true && members.Any(member =>
                member.GetCustomAttributesData().Any(IsOwn) || UsesOwn(((PropertyInfo)member).PropertyType, seen)));

        static bool IsOwn(CustomAttributeData attribute) => Own.Contains(attribute.AttributeType.Name) && attribute.AttributeType.Namespace == "FastEmit.Events";
    }

    /// <summary>A value of the type with something in it; null where that is not to be had.</summary>
    private static object? Make(Type type, int level)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Make(inner, level);
        }

        if (type == typeof(string))
        {
            return "tä\"xt";
        }

        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.Length > 0 ? values.GetValue(values.Length - 1) : Activator.CreateInstance(type);
        }

        if (type.IsPrimitive)
        {
            return type == typeof(bool) ? true : type == typeof(char) ? 'c' : type == typeof(nint) || type == typeof(nuint) ? null : Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (level >= MostLevels || type.IsPointer || type.IsByRefLike || typeof(Delegate).IsAssignableFrom(type))
        {
            return type.IsValueType && !type.IsByRefLike ? Activator.CreateInstance(type) : null;
        }

        if (type.IsArray && type.GetArrayRank() == 1)
        {
            Array array = Array.CreateInstance(type.GetElementType()!, 2);
            array.SetValue(Make(type.GetElementType()!, level + 1), 0);
            array.SetValue(Make(type.GetElementType()!, level + 1), 1);
            return array;
        }

        try
        {
            return Collection(type, level) ?? Composed(type, level);
        }
        catch (Exception exception) when (exception is TargetInvocationException or MissingMethodException or ArgumentException or NotSupportedException)
        {
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        }
    }

    private static object? Collection(Type type, int level)
    {
        Type[] arguments = type.GetGenericArguments();
        if (type.IsInterface)
        {
            return arguments.Length switch
            {
                1 when type.IsAssignableFrom(typeof(List<>).MakeGenericType(arguments)) => Make(typeof(List<>).MakeGenericType(arguments), level),
                2 when type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(arguments)) => Make(typeof(Dictionary<,>).MakeGenericType(arguments), level),
                _ => null,
            };
        }

        if (type.IsAbstract || type.GetConstructor([]) is null)
        {
            return null;
        }

        if (Activator.CreateInstance(type) is IDictionary { IsReadOnly: false } map && arguments.Length == 2)
        {
            map.Add(Make(arguments[0], level + 1)!, Make(arguments[1], level + 1));
            return map;
        }

        if (Activator.CreateInstance(type) is IList { IsFixedSize: false } list && arguments.Length == 1)
        {
            list.Add(Make(arguments[0], level + 1));
            return list;
        }

        return null;
    }

    private static object? Composed(Type type, int level)
    {
        if (type.IsAbstract || type.IsInterface)
        {
            return null;
        }

        ConstructorInfo? constructor = type.GetConstructors()
            .Where(candidate => candidate.GetParameters() is not [{ } only] || only.ParameterType != type)
            .OrderByDescending(static candidate => candidate.GetParameters().Length).FirstOrDefault();
        object? value = constructor is null
            ? (type.IsValueType ? Activator.CreateInstance(type) : null)
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, level + 1))]);
        foreach (PropertyInfo property in type.GetProperties().Where(static property => property is { CanWrite: true } && property.GetIndexParameters().Length == 0))
        {
            if (value is not null && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true)
            {
                property.SetValue(value, Make(property.PropertyType, level + 1));
            }
        }

        return value;
    }
}
