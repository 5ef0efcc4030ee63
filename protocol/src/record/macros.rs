//! The macros: one definition of a record or an id, every codec.

/// Defines a record: `field: Type = "nameOnTheWire"` makes the getter `field()`, which copies the
/// value out, and the setter `set_field(value)`, which can be chained.
///
/// A field must be there unless its type says otherwise: see
/// [`Wire::OPTIONAL`](crate::Wire::OPTIONAL).
#[macro_export]
macro_rules! record {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $( $(#[$field_attribute:meta])* $field:ident: $type:ty = $wire:literal, )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name($crate::json::Object);

        impl $name {
            /// An empty record, to be filled by its setters.
            pub fn new() -> Self {
                Self::default()
            }

            /// The whole of it, as it is on the wire.
            pub fn object(&self) -> &$crate::json::Object {
                &self.0
            }

            /// The whole of it, and nothing else.
            pub fn into_object(self) -> $crate::json::Object {
                self.0
            }

            /// The whole of it, to add what the protocol does not name.
            pub fn object_mut(&mut self) -> &mut $crate::json::Object {
                &mut self.0
            }

            $(
                $(#[$field_attribute])*
                pub fn $field(&self) -> $type {
                    $crate::record::get_field(&self.0, $wire)
                }
            )*

            $crate::record::paste! {
                $(
                    $(#[$field_attribute])*
                    pub fn [<set_ $field>](&mut self, value: $type) -> &mut Self {
                        $crate::record::set_field(&mut self.0, $wire, &value);
                        self
                    }
                )*
            }
        }

        impl $crate::record::Wire for $name {
            const WANTED: &'static str = "an object";

            fn read(value: &$crate::json::Value) -> Option<Self> {
                let $crate::json::Value::Object(object) = value else { return None };
                let whole = true $( && (<$type as $crate::record::Wire>::OPTIONAL || $crate::record::has_field(object, $wire)) )*;
                if whole { Some(Self(object.clone())) } else { None }
            }

            fn to_value(&self) -> $crate::json::Value {
                $crate::json::Value::Object(self.0.clone())
            }

            fn check(value: &$crate::json::Value) -> Result<(), $crate::record::Malformed> {
                let $crate::json::Value::Object(object) = value else {
                    return Err($crate::record::Malformed::wanted(Self::WANTED));
                };
                $( $crate::record::check_field::<$type>(object, $wire)?; )*
                Ok(())
            }
        }

        $crate::serde_by_wire!($name);
    };
}

/// Serde for a [`Wire`](crate::Wire) type, so that both codecs share one definition.
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! serde_by_wire {
    ($name:ident) => {
        impl $crate::record::serde::Serialize for $name {
            fn serialize<S: $crate::record::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::record::serde::Serialize::serialize(&$crate::record::Wire::to_value(self), serializer)
            }
        }

        impl<'de> $crate::record::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::record::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let value =
                    <$crate::json::Value as $crate::record::serde::Deserialize>::deserialize(deserializer)?;
                $crate::record::Wire::from_value(value).map_err($crate::record::serde::de::Error::custom)
            }
        }
    };
}

/// Without the `serde` feature there is nothing to write.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! serde_by_wire {
    ($name:ident) => {};
}

/// Defines a newtype for an opaque id.
#[macro_export]
macro_rules! id {
    ($(#[$attribute:meta])* pub struct $name:ident;) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name($crate::record::Word);

        impl $name {
            /// Takes an id as it stands on the wire.
            pub fn new(id: impl Into<String>) -> Self {
                $name($crate::record::Word::new(id.into()))
            }

            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl $crate::record::Wire for $name {
            const WANTED: &'static str = "a string";

            fn read(value: &$crate::json::Value) -> Option<Self> {
                value.as_str().map($name::new)
            }

            fn to_value(&self) -> $crate::json::Value {
                $crate::json::Value::from(self.as_str())
            }
        }

        $crate::serde_by_wire!($name);
    };
}

/// Defines an enum of the names that a field may have. A name not listed is kept as `Other`: a
/// newer service must never break an older client.
#[macro_export]
macro_rules! names {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $( $(#[$variant_attribute:meta])* $variant:ident = $wire:literal, )+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $( $(#[$variant_attribute])* $variant, )+
            /// A name that this version does not know.
            Other(String),
        }

        impl $name {
            /// The name on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $( $name::$variant => $wire, )+
                    $name::Other(name) => name,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                $name::Other(String::new())
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                match name {
                    $( $wire => $name::$variant, )+
                    _ => $name::Other(name.to_owned()),
                }
            }
        }

        impl $crate::record::Wire for $name {
            const WANTED: &'static str = "a string";

            fn read(value: &$crate::json::Value) -> Option<Self> {
                value.as_str().map($name::from)
            }

            fn to_value(&self) -> $crate::json::Value {
                $crate::json::Value::from(self.as_str())
            }
        }

        $crate::serde_by_wire!($name);
    };
}
