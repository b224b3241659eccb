namespace System.Runtime.CompilerServices;

/// <summary>Lets records compile for netstandard2.0, which a Roslyn component has to target.</summary>
internal static class IsExternalInit;
