using System.Reflection;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests;

/// <summary>A model that holds a symbol, a syntax node, a location or a compilation keeps whole compilations alive.</summary>
public class ModelShapeTests
{
    private static readonly Type[] Forbidden = [typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(Location), typeof(Compilation), typeof(AttributeData)];

    [Fact]
    public void Models_HoldNothingOfACompilation() => Assert.Empty(FindForbidden(typeof(EventModel)));

    [Fact]
    public void Guard_ModelWithASymbol_IsCaught() => Assert.NotEmpty(FindForbidden(typeof(BrokenModel)));

    private static List<string> FindForbidden(Type root)
    {
        var found = new List<string>();
        var seen = new HashSet<Type>();
        Visit(root);
        return found;

        void Visit(Type type)
        {
            if (!seen.Add(type))
            {
                return;
            }

            // By assignability: a field of type INamedTypeSymbol is as bad as one of ISymbol.
            if (Forbidden.Any(forbidden => forbidden.IsAssignableFrom(type)))
            {
                found.Add(type.Name);
                return;
            }

            foreach (Type argument in type.GetGenericArguments())
            {
                Visit(argument);
            }

            if (type.Namespace?.StartsWith("FastEmit", StringComparison.Ordinal) != true)
            {
                return;
            }

            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Visit(field.FieldType);
            }

            foreach (Type derived in type.Assembly.GetTypes().Where(candidate => candidate.BaseType == type))
            {
                Visit(derived);
            }
        }
    }

    private sealed record BrokenModel(EquatableArray<BrokenMember> Members);

    private sealed record BrokenMember(INamedTypeSymbol Type);
}
