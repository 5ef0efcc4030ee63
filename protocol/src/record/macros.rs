//! The macros: one definition of a record or an id, every codec.

/// Defines a struct and its JSON object: `field: Type = "nameOnTheWire"`.
///
/// A field is required unless its type says otherwise (`Option`, `Vec`, `Object`: see
/// [`Wire::when_missing`](crate::Wire::when_missing)). With `..rest: Object` at the end, keys that
/// the record does not know are kept there and written back; without it they are dropped.
#[macro_export]
macro_rules! record {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $( $(#[$field_attribute:meta])* pub $field:ident: $type:ty = $wire:literal, )*
            $( ..$(#[$rest_attribute:meta])* $rest:ident: Object )?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $( $(#[$field_attribute])* pub $field: $type, )*
            $( $(#[$rest_attribute])* pub $rest: $crate::json::Object, )?
        }

        impl $crate::record::Wire for $name {
            fn from_value(value: $crate::json::Value) -> Result<Self, $crate::record::Malformed> {
                let mut object = <$crate::json::Object as $crate::record::Wire>::from_value(value)?;
                $(
                    let $field = $crate::record::take_field(&mut object, $wire)?;
                )*
                Ok(Self { $( $field, )* $( $rest: object, )? })
            }

            fn to_value(&self) -> $crate::json::Value {
                let mut object = $crate::json::Object::new();
                $( $crate::record::put_field(&mut object, $wire, &self.$field); )*
                $( object.extend(&self.$rest); )?
                $crate::json::Value::Object(object)
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
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&$crate::record::Wire::to_value(self), serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <$crate::json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                $crate::record::Wire::from_value(value).map_err(::serde::de::Error::custom)
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
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Takes an id as it stands on the wire.
            pub fn new(id: impl Into<String>) -> Self {
                $name(id.into())
            }

            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl $crate::record::Wire for $name {
            fn from_value(value: $crate::json::Value) -> Result<Self, $crate::record::Malformed> {
                <String as $crate::record::Wire>::from_value(value).map($name)
            }

            fn to_value(&self) -> $crate::json::Value {
                $crate::json::Value::String(self.0.clone())
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

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                match name {
                    $( $wire => $name::$variant, )+
                    _ => $name::Other(name.to_owned()),
                }
            }
        }

        impl $crate::record::Wire for $name {
            fn from_value(value: $crate::json::Value) -> Result<Self, $crate::record::Malformed> {
                <String as $crate::record::Wire>::from_value(value).map(|name| $name::from(name.as_str()))
            }

            fn to_value(&self) -> $crate::json::Value {
                $crate::json::Value::from(self.as_str())
            }
        }

        $crate::serde_by_wire!($name);
    };
}
