namespace Istiod.Config.Validation;

/// <summary>Steps of looking at an object, by what may go wrong in each.</summary>
public enum ObjectStep
{
    /// <summary>Nothing is wrong.</summary>
    Allowed,

    /// <summary>It is no object, or its metadata has values of wrong types.</summary>
    Decode,

    /// <summary>Its kind is not one that is validated.</summary>
    Kind,

    /// <summary>Its spec does not fit the kind's message.</summary>
    Spec,

    /// <summary>It breaks a rule, or has a member that objects do not have.</summary>
    Rules,
}
