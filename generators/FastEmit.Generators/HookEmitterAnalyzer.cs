using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FastEmit.Generators;

/// <summary>Reports code that loses events: ignored results of <c>Emit</c>, and emitters that are never disposed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HookEmitterAnalyzer : DiagnosticAnalyzer
{
    private const string Emitter = "FastEmit.HookEmitter";
    private const string Result = "FastEmit.EmitResult";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [DiagnosticCatalogue.ResultIgnored, DiagnosticCatalogue.NotDisposed];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(AnalyzeStatement, OperationKind.ExpressionStatement);
        context.RegisterOperationAction(AnalyzeVariable, OperationKind.VariableDeclarator);
    }

    private static void AnalyzeStatement(OperationAnalysisContext context)
    {
        if (((IExpressionStatementOperation)context.Operation).Operation is IInvocationOperation { Type: { } type } call && type.IsNamed(Result))
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.ResultIgnored, call.Syntax.GetLocation()));
        }
    }

    private static void AnalyzeVariable(OperationAnalysisContext context)
    {
        var declarator = (IVariableDeclaratorOperation)context.Operation;
        if (!declarator.Symbol.Type.IsNamed(Emitter)
            || declarator.GetVariableInitializer()?.Value is not IInvocationOperation { TargetMethod: { Name: "Create", IsStatic: true } }
            || IsInUsing(declarator))
        {
            return;
        }

        IOperation root = declarator;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        bool isHandedOn = root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Any(use => SymbolEqualityComparer.Default.Equals(use.Local, declarator.Symbol) && !IsMereUse(use));
        if (!isHandedOn)
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticCatalogue.NotDisposed, declarator.Symbol.Locations[0], declarator.Symbol.Name));
        }
    }

    private static bool IsInUsing(IVariableDeclaratorOperation declarator)
    {
        for (IOperation? parent = declarator.Parent; parent is not null and not IBlockOperation; parent = parent.Parent)
        {
            if (parent is IUsingDeclarationOperation or IUsingOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the use leaves the emitter with its owner: a call of a method, or an event emitted to it.</summary>
    private static bool IsMereUse(ILocalReferenceOperation use) => use.Parent switch
    {
        IInvocationOperation call => call.TargetMethod.Name is not ("DisposeAsync" or "CloseAsync"),
        IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod.Name is "Emit" or "EmitAsync",
        IPropertyReferenceOperation or IEventReferenceOperation => true,
        _ => false,
    };
}
