using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FastEmit.Architecture.Tests.PublicApi;

/// <summary>The public surface of an assembly as text: one line a type or member, sorted, so that a change reads as a difference.</summary>
internal static class PublicApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly) =>
        string.Concat(assembly.GetTypes().Where(IsVisible).OrderBy(TypeName, StringComparer.Ordinal).Select(Describe));

    private static string Describe(Type type)
    {
        IEnumerable<string> members = type.IsEnum
            ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}")
            : typeof(Delegate).IsAssignableFrom(type)
                ? [Method(type.GetMethod("Invoke")!)]
                : type.GetMembers(Declared).Where(IsVisible).Select(Member).OfType<string>().Order(StringComparer.Ordinal);
        return $"{Heading(type)}\n{string.Concat(members.Select(static member => $"  {member}\n"))}\n";
    }

    private static string Heading(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (IsReadOnly(type) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> bases = type.IsEnum || typeof(Delegate).IsAssignableFrom(type)
            ? []
            : (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [parent] : Enumerable.Empty<Type>())
                .Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(IsVisible).OrderBy(TypeName, StringComparer.Ordinal));
        string all = string.Join(", ", bases.Select(TypeName));
        return $"{kind} {TypeName(type)}{(all.Length == 0 ? "" : $" : {all}")}";
    }

    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{TypeName(field.FieldType)} {field.Name}",
        PropertyInfo property => Property(property),
        EventInfo @event => $"event {TypeName(@event.EventHandlerType!)} {@event.Name}",
        ConstructorInfo constructor => $"{Access(constructor)}.ctor({Parameters(constructor)})",
        MethodInfo { IsSpecialName: true } method when !method.Name.StartsWith("op_", StringComparison.Ordinal) => null,
        MethodInfo method => Method(method),
        _ => null, // Nested types stand by themselves.
    };

    private static string Property(PropertyInfo property)
    {
        MethodInfo getter = property.GetMethod ?? property.SetMethod!;
        string indices = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string set = property.SetMethod is { } setter && IsAccessible(setter)
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
            : "";
        string nullable = Nullability.Create(property).ReadState == NullabilityState.Nullable && !property.PropertyType.IsValueType ? "?" : "";
        return $"{Access(getter)}{required}{TypeName(property.PropertyType)}{nullable} {property.Name}{indices} {{{(property.GetMethod is null ? "" : " get;")}{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(static type => type.Name))}>" : "";
        string nullable = Nullability.Create(method.ReturnParameter).ReadState == NullabilityState.Nullable && !method.ReturnType.IsValueType ? "?" : "";
        return $"{Access(method)}{TypeName(method.ReturnType)}{nullable} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string by = parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : parameter.IsOut ? "out " : "ref " : "";
        string many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        string nullable = Nullability.Create(parameter).ReadState == NullabilityState.Nullable && !parameter.ParameterType.IsValueType ? "?" : "";
        string optional = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{many}{by}{TypeName(parameter.ParameterType)}{nullable} {parameter.Name}{optional}";
    }

    private static string Access(MethodBase method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "")
        + (method.IsStatic && !method.IsConstructor ? "static " : "")
        + (method.IsAbstract ? "abstract " : method is MethodInfo { IsVirtual: true, IsFinal: false } info ? info.GetBaseDefinition() == info ? "virtual " : "override " : "");

    private static bool IsVisible(Type type) => type.IsVisible && !IsGenerated(type);

    private static bool IsVisible(MemberInfo member) => !IsGenerated(member) && member switch
    {
        MethodBase method => IsAccessible(method),
        FieldInfo field => field.IsPublic || field.IsFamily,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsAccessible), // Those of automatic properties are generated.
        EventInfo @event => IsAccessible(@event.AddMethod!),
        _ => false,
    };

    private static bool IsAccessible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.Contains('<', StringComparison.Ordinal);

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));

    private static string TypeName(Type type)
    {
        if (type.IsByRef || type.IsPointer || type.IsArray)
        {
            return TypeName(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsPointer ? "*" : "");
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{TypeName(value)}?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = type.IsNested ? $"{TypeName(type.DeclaringType!)}.{type.Name}" : $"{Namespace(type)}{type.Name}";
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
    }

    /// <summary>Only our own types and extensions are named in full: the framework's are known.</summary>
    private static string Namespace(Type type) =>
        type.Assembly.GetName().Name!.StartsWith("FastEmit", StringComparison.Ordinal) ? $"{type.Namespace}." : "";
}
